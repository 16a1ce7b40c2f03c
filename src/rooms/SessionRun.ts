import type { SessionReply } from '../directory/dungeon-session.ts';
import { type Outcome, refused } from '../directory/outcome.ts';
import type { RequestIdentity } from '../directory/request-identity.ts';
import { AppError } from '../errors.ts';
import type { Arrival } from '../domain/dungeons/dungeon-party.ts';
import { applySessionEvent } from '../domain/sessions/session-events.ts';
import { type SessionCommand, type SessionNotice, decideSession } from '../domain/sessions/decide-session.ts';
import { noticeSession, sessionDueAt } from '../domain/sessions/notice-session.ts';
import type { Session } from '../domain/sessions/session.ts';
import { sessionView } from '../domain/sessions/session-view.ts';
import type { SessionRequest } from '../protocol/session-requests.ts';
import type { LobbyServices } from './lobby-services.ts';
import { type Step, Writer } from './Writer.ts';

type Job = { asked: SessionCommand } | { noticed: SessionNotice };

/** The write path of one run: decide, store, then let the room show it. */
export class SessionRun {
  readonly #services: LobbyServices;
  readonly #writer: Writer<Session, Job, SessionReply>;

  constructor(sessionId: string, services: LobbyServices, onStored: (session: Session) => void) {
    const { store, now } = (this.#services = services);
    this.#writer = new Writer<Session, Job, SessionReply>({
      store,
      now,
      load: () => loadSession(sessionId, services),
      decide: (session, job, at) => this.#decide(session, job, at),
      onStored,
    });
  }

  current(): Promise<Session> {
    return this.#writer.current();
  }

  async request(
    player_id: string,
    presence: Arrival,
    request: SessionRequest,
    identity: RequestIdentity | null,
  ): Promise<Outcome<SessionReply>> {
    const outcome = await this.#writer.send({ asked: commandOf(player_id, presence, request) }, identity);
    if ('refused' in outcome) return outcome;
    const { answer, replayed } = outcome.ok;
    return { ok: { ...answer, ...(replayed && { replayed }) } };
  }

  async notice(noticed: SessionNotice): Promise<void> {
    await this.#writer.send({ noticed });
  }

  async isDue(): Promise<boolean> {
    const { now, sessionRules } = this.#services;
    return (sessionDueAt(await this.current(), sessionRules) ?? Infinity) <= now();
  }

  #decide(session: Session, job: Job, now: number): Step<Session, SessionReply> {
    const decision =
      'asked' in job
        ? decideSession(session, job.asked, now)
        : { type: 'accepted' as const, events: noticeSession(session, job.noticed, now, this.#services.sessionRules) };
    if (decision.type === 'refused') return { state: session, events: [], answer: refused(decision) };
    const next = decision.events.reduce(applySessionEvent, session);
    return { state: next, events: decision.events, answer: { ok: { session: sessionView(next) } } };
  }
}

async function loadSession(sessionId: string, { store }: LobbyServices): Promise<Session> {
  const session = await store.session(sessionId);
  if (!session) throw new AppError('session_not_found');
  return session;
}

function commandOf(player_id: string, presence: Arrival, request: SessionRequest): SessionCommand {
  const asked = { player_id, ...(request.if_version !== undefined && { if_version: request.if_version }) };
  switch (request.type) {
    case 'join':
      return { ...asked, type: 'join', presence };
    case 'leave':
    case 'start':
      return { ...asked, type: request.type };
    case 'ready':
      return { ...asked, type: 'ready', ready: request.ready };
    case 'player_data':
      return { ...asked, type: 'player_data', data: request.player_data };
    case 'progress': {
      const { current_floor, current_position, progress } = request;
      const report = {
        ...(current_floor !== undefined && { current_floor }),
        ...(current_position && { current_position }),
        ...(progress && { progress }),
      };
      return { ...asked, type: 'progress', report };
    }
    case 'complete':
      return { ...asked, type: 'complete', outcome: request.outcome, result: request.result };
    default:
      return request satisfies never;
  }
}
