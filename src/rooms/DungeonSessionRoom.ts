import { type Client, CloseCode } from '@colyseus/core';
import type { DungeonSession, SessionReply } from '../directory/dungeon-session.ts';
import type { Outcome } from '../directory/outcome.ts';
import type { RequestIdentity } from '../directory/request-identity.ts';
import { AppError } from '../domain/errors.ts';
import { PARTY_PLAYERS_MAX } from '../domain/limits.ts';
import type { Session } from '../domain/sessions/session.ts';
import { sessionView } from '../domain/sessions/views.ts';
import { type SessionRequest, sessionRequests } from '../protocol/session-requests.ts';
import type { LobbyServices } from './lobby-services.ts';
import { type Joined, PlayerRoom, playerOf } from './PlayerRoom.ts';
import type { RoomOptions } from './SafeRoom.ts';
import { SessionState } from './schema/session.ts';
import { showSession } from './schema/show-session.ts';
import { SessionRun } from './SessionRun.ts';

/** Milliseconds between two looks for what expires: graces and deadlines are a minute. */
const EXPIRY_INTERVAL_MS = 500;

/** Milliseconds a room stays after its run's end, so that everybody reads the result. */
const LINGER_MS = 30_000;

/** Windows of one player: a second one while the first is closing. */
const CONNECTIONS_A_PLAYER = 2;

type Options = RoomOptions<LobbyServices> & { key: { name: 'dungeon_session'; session_id: string } };

/** One dungeon run: its only writer, for its players only. There until the run is over. */
export class DungeonSessionRoom extends PlayerRoom<SessionState> implements DungeonSession {
  override state = new SessionState();
  override autoDispose = false;
  override maxClients = PARTY_PLAYERS_MAX * CONNECTIONS_A_PLAYER;

  #services!: LobbyServices;
  #run!: SessionRun;
  #isOver = false;

  override onCreate(options: Options): void {
    super.onCreate(options);
    this.#services = options.services;
    this.#run = new SessionRun(options.key.session_id, options.services, (session) => this.#show(session));
    for (const [name, schema] of Object.entries(sessionRequests)) {
      this.command(`session.${name}`, schema, (player_id, input) =>
        this.#request(player_id, 'online', { do: name, ...input } as SessionRequest, null),
      );
    }
    this.clock.setInterval(() => void this.outcomeOf(this.#expire()), EXPIRY_INTERVAL_MS);
  }

  protected override async load(): Promise<void> {
    const session = await this.#run.current();
    this.#show(session);
    for (const { player_id, presence } of session.players) {
      // Of a connection that ended with the last process.
      if (presence.status === 'online') await this.#run.notice({ do: 'disconnected', player_id });
    }
  }

  override async onJoin(client: Client, joined: Joined): Promise<void> {
    super.onJoin(client);
    const { player_id } = joined;
    if (player_id === null) throw new AppError('not_in_session');
    this.connect(client, joined);
    await this.#arrive(player_id);
  }

  override async onDrop(client: Client): Promise<void> {
    await this.#lose(client);
    if (!this.#isOver) this.keepSeat(client, this.#services.sessionRules.reconnectGraceMs);
  }

  override async onReconnect(client: Client): Promise<void> {
    const player_id = playerOf(client)!;
    this.connect(client, { player_id });
    await this.#arrive(player_id);
  }

  /** Who leaves on purpose leaves the run; whoever only lost the connection was given the grace by onDrop. */
  override async onLeave(client: Client, code?: number): Promise<void> {
    const player_id = playerOf(client);
    await this.#lose(client);
    if (code !== CloseCode.CONSENTED || this.#isOver || player_id === null || this.isConnected(player_id)) return;
    await this.#request(player_id, 'rest', { do: 'leave' }, null);
  }

  request(
    player_id: string,
    request: SessionRequest,
    identity: RequestIdentity | null,
  ): Promise<Outcome<SessionReply>> {
    return this.#request(player_id, this.isConnected(player_id) ? 'online' : 'rest', request, identity);
  }

  #request(
    player_id: string,
    presence: 'online' | 'rest',
    request: SessionRequest,
    identity: RequestIdentity | null,
  ): Promise<Outcome<SessionReply>> {
    return this.outcomeOf(this.#run.request(player_id, presence, request, identity));
  }

  async #arrive(player_id: string): Promise<void> {
    const joined = await this.#request(player_id, 'online', { do: 'join' }, null);
    if ('refused' in joined) throw AppError.from(joined.refused);
  }

  async #lose(client: Client): Promise<void> {
    const player_id = playerOf(client);
    if (this.disconnectOne(client))
      await this.outcomeOf(this.#run.notice({ do: 'disconnected', player_id: player_id! }).then(() => ({ ok: null })));
  }

  #show(session: Session): void {
    showSession(this.state, sessionView(session));
    this.publish();
    if (session.status === 'complete' && !this.#isOver) this.#end(session);
  }

  /** The party hears of it, and may go again. */
  #end({ lobby, party_id, session_id }: Session): void {
    this.#isOver = true;
    const notice = { do: 'session_ended', party_id, session_id } as const;
    void this.outcomeOf(
      this.#services.directory.call({ name: 'lobby', lobby }, 'notice', notice).then(() => ({ ok: null })),
    );
    this.autoDispose = true;
    this.clock.setTimeout(() => void this.disconnect(CloseCode.CONSENTED), LINGER_MS);
  }

  async #expire(): Promise<Outcome<null>> {
    if (await this.#run.isDue()) await this.#run.notice({ do: 'expire' });
    return { ok: null };
  }
}
