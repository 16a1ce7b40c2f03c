import { CloseCode } from '@colyseus/core';
import type { Replayable, RequestIdentity, SessionOwner, SessionReply } from '../directory/rooms.ts';
import type { AuditEntry } from '../domain/audit.ts';
import type { Arrival } from '../domain/dungeons/dungeon-party.ts';
import { decideCloseByAdmin, decideSession, type SessionNotice } from '../domain/sessions/decide-session.ts';
import { dueSessionNotices, noticeSession } from '../domain/sessions/notice-session.ts';
import { hasLeft, partiesOf, type Session } from '../domain/sessions/session.ts';
import { sessionView } from '../domain/sessions/session-view.ts';
import { AppError } from '../errors.ts';
import { applySessionEvents } from '../projections/session-updates.ts';
import { type SessionRequest, sessionRequests } from '../protocol/session-requests.ts';
import type { LobbyServices } from './dungeon-party-steps.ts';
import { PlayerRoom } from './PlayerRoom.ts';
import { CLOSE_LEFT_SESSION } from './colyseus-guards.ts';
import type { RoomOptions } from './room-services.ts';
import { SessionState } from './schema/session.ts';
import { showSession } from './schema/show-session.ts';
import { membersIn, sessionStep, toSessionCommand } from './session-commands.ts';
import { Writer } from './Writer.ts';

/** Milliseconds a room stays after its session's end, so that everybody reads the result. */
const LINGER_MS = 30_000;

/** One dungeon session: its only writer, for its players only. It stays until the session is complete. */
export class DungeonSessionRoom extends PlayerRoom<LobbyServices> implements SessionOwner {
  override state = new SessionState();
  override autoDispose = false;

  #writer!: Writer<Session>;
  #isOver = false;

  override onCreate(options: RoomOptions<LobbyServices, { name: 'dungeon_session'; session_id: string }>): void {
    super.onCreate(options);
    const { session_id } = options.key;
    this.seatKeptMs = this.services.sessionRules.reconnectGraceMs;
    this.#writer = new Writer({
      ...this.services,
      log: this.log,
      fence: options.fence,
      load: () => this.#stored(session_id),
      onStored: (session) => this.#show(session),
    });
    this.commands<SessionRequest>('session', sessionRequests, (playerId, request) =>
      this.#request(playerId, 'online', request, null),
    );
  }

  protected override async load(): Promise<void> {
    const session = await this.#writer.current();
    this.#show(session);
    if (!this.#isOver) await this.#catchUp(session);
  }

  request(
    playerId: string,
    request: SessionRequest,
    identity: RequestIdentity | null,
  ): Promise<Replayable<SessionReply>> {
    const presence = this.connections.has(playerId) ? 'online' : 'rest';
    return this.answer(() => this.#request(playerId, presence, request, identity));
  }

  #request(playerId: string, presence: Arrival, request: SessionRequest, identity: RequestIdentity | null) {
    return this.#writer.runOnce(identity, (session, now) =>
      sessionStep(session, decideSession(session, toSessionCommand(playerId, presence, request), now)),
    );
  }

  notice(notice: SessionNotice): Promise<void> {
    return this.answer(() => this.#notice(notice));
  }

  async close(entry: AuditEntry): Promise<void> {
    const step = (session: Session, now: number) => sessionStep(session, decideCloseByAdmin(session, now), [entry]);
    await this.answer(() => this.#writer.run(step));
  }

  #notice(notice: SessionNotice): Promise<void> {
    return this.#writer.run((session, now) => {
      const events = noticeSession(session, notice, now, this.services.sessionRules);
      return { ...applySessionEvents(session, events), events, answer: undefined };
    });
  }

  protected override async arrive(playerId: string | null): Promise<void> {
    if (playerId === null) throw new AppError('not_in_session');
    await this.#request(playerId, 'online', { type: 'join' }, null);
  }

  /** Whoever leaves on purpose leaves the session; whoever only lost the connection has the grace. */
  protected override lose(playerId: string, left: boolean): Promise<unknown> {
    if (left && !this.#isOver) return this.#request(playerId, 'rest', { type: 'leave' }, null);
    return this.#notice({ type: 'disconnected', player_id: playerId });
  }

  protected override async expire(): Promise<void> {
    const { now, sessionRules, lastHeard } = this.services;
    const due = dueSessionNotices(await this.#writer.current(), (id) => lastHeard.callsOf(id), now(), sessionRules);
    for (const notice of due) await this.#notice(notice);
  }

  protected override get isNeeded(): boolean {
    return !this.#isOver || !this.retries.isEmpty;
  }

  #show(session: Session): void {
    showSession(this.state, sessionView(session));
    this.publish();
    for (const player of session.players) if (hasLeft(player)) this.#sendAway(player.player_id);
    if (session.status === 'complete' && !this.#isOver) this.#end(session);
  }

  /** At the next tick, so that the answer to whoever asked to leave is sent before. */
  #sendAway(playerId: string): void {
    for (const client of this.connections.of(playerId))
      this.clock.setTimeout(() => client.leave(CLOSE_LEFT_SESSION, 'you have left this run'), 0);
  }

  /** The dungeon parties in it are told, and may start again. */
  #end(session: Session): void {
    this.#isOver = true;
    const { directory } = this.services;
    const { lobby, session_id } = session;
    for (const party_id of partiesOf(session)) {
      void this.retries.add(async () =>
        (await directory.lobby(lobby, undefined)).notice({ type: 'session_ended', party_id, session_id }),
      );
    }
    this.clock.setTimeout(() => void this.disconnect(CloseCode.CONSENTED), LINGER_MS);
  }

  async #stored(session_id: string): Promise<Session> {
    const session = await this.services.store.session(session_id);
    if (!session) throw new AppError('session_not_found');
    return session;
  }

  /** What happened while nobody looked: connections that ended with the last process, and players that left the party meanwhile. */
  async #catchUp(session: Session): Promise<void> {
    const members = await membersIn(this.services.store, session);
    await Promise.all(
      session.players.map(async ({ player_id, presence }) => {
        if (!members.has(player_id)) await this.#request(player_id, 'rest', { type: 'leave' }, null);
        else if (presence.status === 'online') await this.#notice({ type: 'disconnected', player_id });
      }),
    );
  }
}
