import assert from 'node:assert/strict';
import type { ErrorKind } from '../../../src/errors.ts';
import { applySessionEvent, type SessionEvent } from '../../../src/domain/sessions/session-events.ts';
import {
  type SessionCommand,
  type SessionNotice,
  createSession,
  decideSession,
} from '../../../src/domain/sessions/decide-session.ts';
import { noticeSession } from '../../../src/domain/sessions/notice-session.ts';
import {
  type NewSessionPlayer,
  type NewSession,
  sessionPlayer,
  type Session,
} from '../../../src/domain/sessions/session.ts';

export const T0 = Date.parse('2025-12-09T12:00:00Z');

export function newPlayer(player_id: string, from: Partial<NewSessionPlayer> = {}): NewSessionPlayer {
  return {
    player_id,
    name: player_id.toUpperCase(),
    class: null,
    data: {},
    ready: false,
    presence: 'expected',
    ...from,
  };
}

export function newSession(players: NewSessionPlayer[]): NewSession {
  const leader_id = players[0]!.player_id;
  const party = { party_id: 'p', lobby: 'main', game_type: 'coop', difficulty: 'normal' } as const;
  return { session_id: 's', ...party, leader_id, seed: 7, players, teams: [] };
}

/** A session with a clock, which applies every accepted decision. The first player leads and is ready. */
export class PlayedSession {
  session: Session;
  readonly history: SessionEvent[];
  now = T0;

  constructor(...players: (string | NewSessionPlayer)[]) {
    const [leader, ...others] = players.map((player) => (typeof player === 'string' ? newPlayer(player) : player));
    const created = createSession(newSession([{ ...leader!, ready: true }, ...others]), T0);
    this.history = [created];
    this.session = applySessionEvent(null, created);
  }

  /** A session in progress, with all its players connected. */
  static running(...players: string[]): PlayedSession {
    const game = new PlayedSession(...players);
    for (const player of players) game.join(player);
    if (game.session.status === 'waiting') game.do({ type: 'start', player_id: players[0]! });
    return game;
  }

  do(command: SessionCommand): SessionEvent[] {
    const answer = decideSession(this.session, command, this.now);
    if (answer.type === 'refused') assert.fail(`${command.type} was refused ${answer.kind}: ${answer.message}`);
    return this.#apply(answer.events);
  }

  refuses(kind: ErrorKind, command: SessionCommand): void {
    const answer = decideSession(this.session, command, this.now);
    assert.equal(answer.type === 'refused' ? answer.kind : 'accepted', kind);
  }

  ignores(command: SessionCommand): void {
    assert.deepEqual(this.do(command), []);
  }

  notice(notice: SessionNotice): SessionEvent[] {
    return this.#apply(noticeSession(this.session, notice, this.now));
  }

  expireAfter(ms: number): SessionEvent[] {
    this.now += ms;
    return this.notice({ type: 'expire' });
  }

  join(player_id: string, presence: 'rest' | 'online' = 'online'): SessionEvent[] {
    return this.do({ type: 'join', player_id, presence });
  }

  ready(player_id: string): SessionEvent[] {
    return this.do({ type: 'ready', player_id, ready: true });
  }

  lose(player_id: string): SessionEvent[] {
    return this.notice({ type: 'disconnected', player_id });
  }

  status(player_id: string): string | undefined {
    return sessionPlayer(this.session, player_id)?.presence.status;
  }

  #apply(events: SessionEvent[]): SessionEvent[] {
    for (const event of events) this.session = applySessionEvent(this.session, event);
    this.history.push(...events);
    return events;
  }
}
