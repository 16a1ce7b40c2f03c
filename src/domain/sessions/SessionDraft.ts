import { applySessionEvent, type SessionChange, type SessionEvent, type StartedBy } from './session-events.ts';
import { hasLeft, isConnected, type SessionPlayer, type Session } from './session.ts';

/** Collects the events of one command as they are decided, and the session after them. All share one new version. */
export class SessionDraft {
  readonly events: SessionEvent[] = [];
  session: Session;
  readonly #version: number;
  readonly #now: number;

  constructor(session: Session, now: number) {
    this.session = session;
    this.#version = session.version + 1;
    this.#now = now;
  }

  add(change: SessionChange): void {
    const { session_id } = this.session;
    const event = { ...change, session_id, version: this.#version, at: this.#now };
    this.session = applySessionEvent(this.session, event);
    this.events.push(event);
  }

  /** If the leader leaves, the first connected player leads, or else the first who has not left. Rule: [SESSION-7]. */
  leave(player_id: string, reason: 'left' | 'away'): void {
    const { leader_id, players } = this.session;
    const others = players.filter((player) => player.player_id !== player_id && !hasLeft(player));
    const heir = others.find(isConnected) ?? others[0] ?? null;
    const leads = leader_id === player_id ? (heir?.player_id ?? null) : leader_id;
    this.add({ type: 'session_player_left', player_id, reason, leader_id: leads });
  }

  start(by: StartedBy): void {
    const missing = this.#remaining().filter((player) => !isPresentAndReady(player));
    this.add({ type: 'session_started', by, missing: missing.map(({ player_id }) => player_id) });
  }

  abandon(): void {
    this.add({ type: 'session_ended', outcome: 'abandoned', result: null });
  }

  /** Starts the session if nobody is missing, abandons it if nobody is left. Rule: [SESSION-3], [SESSION-9]. */
  settle(): void {
    if (this.session.status === 'complete') return;
    const remaining = this.#remaining();
    if (remaining.length === 0) this.abandon();
    else if (this.session.status === 'waiting' && remaining.every(isPresentAndReady)) this.start('all_ready');
  }

  #remaining(): SessionPlayer[] {
    return this.session.players.filter((player) => !hasLeft(player));
  }
}

function isPresentAndReady(player: SessionPlayer): boolean {
  return isConnected(player) && player.ready;
}
