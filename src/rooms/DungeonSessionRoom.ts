import { CloseCode } from '@colyseus/core';
import type { DungeonSessionCalls, SessionReply } from '../directory/dungeon-session.ts';
import { type Outcome, refusalOf, unwrap } from '../directory/outcome.ts';
import type { RequestIdentity } from '../directory/request-identity.ts';
import { AppError } from '../errors.ts';
import { hasLeft, type Session } from '../domain/sessions/session.ts';
import { sessionView } from '../domain/sessions/session-view.ts';
import { type SessionRequest, sessionRequests } from '../protocol/session-requests.ts';
import type { LobbyServices } from './lobby-services.ts';
import { PlayerRoom } from './PlayerRoom.ts';
import { CLOSE_LEFT_SESSION, type RoomOptions } from './SafeRoom.ts';
import { SessionState } from './schema/session.ts';
import { showSession } from './schema/show-session.ts';
import { SessionRun } from './SessionRun.ts';

/** Milliseconds a room stays after its run's end, so that everybody reads the result. */
const LINGER_MS = 30_000;

type Options = RoomOptions<LobbyServices> & { key: { name: 'dungeon_session'; session_id: string } };

/** One dungeon run: its only writer, for its players only. There until the run is over. */
export class DungeonSessionRoom extends PlayerRoom<SessionState> implements DungeonSessionCalls {
  override state = new SessionState();
  override autoDispose = false;

  #services!: LobbyServices;
  #run!: SessionRun;
  #isOver = false;

  override onCreate(options: Options): void {
    super.onCreate(options);
    this.#services = options.services;
    this.seatKeptMs = options.services.sessionRules.reconnectGraceMs;
    this.#run = new SessionRun(options.key.session_id, options.services, (session) =>
      this.showStored(() => this.#show(session)),
    );
    for (const [name, schema] of Object.entries(sessionRequests)) {
      this.command(`session.${name}`, schema, (player_id, input) =>
        this.#run.request(player_id, 'online', { type: name, ...input } as SessionRequest, null),
      );
    }
  }

  protected override async load(): Promise<void> {
    const session = await this.#run.current();
    this.#show(session);
    if (!this.#isOver) await this.#catchUp(session);
  }

  request(
    player_id: string,
    request: SessionRequest,
    identity: RequestIdentity | null,
  ): Promise<Outcome<SessionReply>> {
    const presence = this.connections.has(player_id) ? 'online' : 'rest';
    return this.outcomeOf(this.#run.request(player_id, presence, request, identity));
  }

  protected override async arrive(player_id: string | null): Promise<void> {
    if (player_id === null) throw new AppError('not_in_session');
    unwrap(await this.#run.request(player_id, 'online', { type: 'join' }, null));
  }

  /** Who leaves on purpose leaves the run; whoever only lost the connection has the grace. */
  protected override async lose(player_id: string, left: boolean): Promise<Outcome<unknown>> {
    if (left && !this.#isOver) return this.#run.request(player_id, 'rest', { type: 'leave' }, null);
    await this.#run.notice({ type: 'disconnected', player_id });
    return { ok: null };
  }

  protected override async expire(): Promise<void> {
    if (await this.#run.isDue()) await this.#run.notice({ type: 'expire' });
  }

  #show(session: Session): void {
    showSession(this.state, sessionView(session));
    this.publish();
    for (const player of session.players) if (hasLeft(player)) this.#sendAway(player.player_id);
    if (session.status === 'complete' && !this.#isOver) this.#end(session);
  }

  /** At the next tick, so that an answer to whoever asked to leave is sent before. */
  #sendAway(player_id: string): void {
    for (const client of this.connections.of(player_id))
      this.clock.setTimeout(() => client.leave(CLOSE_LEFT_SESSION, 'you have left this run'), 0);
  }

  /** The party hears of it, and may go again. */
  #end({ lobby, party_id, session_id }: Session): void {
    this.#isOver = true;
    const notice = { type: 'session_ended', party_id, session_id } as const;
    const { directory } = this.#services;
    void this.owed.add(() =>
      directory.call({ name: 'lobby', lobby }, 'notice', notice).then(
        () => ({ ok: null }),
        (error: unknown) => ({ refused: refusalOf(error) }),
      ),
    );
    this.clock.setTimeout(() => void this.disconnect(CloseCode.CONSENTED), LINGER_MS);
  }

  protected override setLifetime(): void {
    this.autoDispose = this.#isOver && this.owed.isEmpty;
  }

  /** What happened while nobody looked: connections that ended with the last process, and players that left the party meanwhile. */
  async #catchUp({ party_id, session_id, players }: Session): Promise<void> {
    const party = await this.#services.store.dungeonParty(party_id);
    const members = new Set(party?.session_id === session_id ? party.members.map(({ player_id }) => player_id) : []);
    await Promise.all(
      players.map(async ({ player_id, presence }) => {
        if (!members.has(player_id)) await this.#run.request(player_id, 'rest', { type: 'leave' }, null);
        else if (presence.status === 'online') await this.#run.notice({ type: 'disconnected', player_id });
      }),
    );
  }
}
