import { SESSION_KEPT_MS, SESSIONS_KEPT_MAX } from '../../domain/limits.ts';
import { applySessionEvent } from '../../domain/sessions/apply-session-event.ts';
import type { SessionEvent } from '../../domain/sessions/events.ts';
import type { CompleteSession, Session } from '../../domain/sessions/session.ts';

/** The sessions that go on, and for a while those that are complete. Sessions are never changed in place, so they are shared. */
export class Sessions {
  /** In order of creation. */
  readonly #active = new Map<string, Session>();
  /** In order of completion, so that the oldest come first. */
  readonly #complete = new Map<string, CompleteSession>();

  /** `touched` holds the sessions that this commit has changed. Throws where the event does not follow from them. */
  apply(event: SessionEvent, touched: Set<string>): { before: Session | null; after: Session } {
    const { session_id } = event;
    this.#check(event, touched);
    touched.add(session_id);
    const before = this.#active.get(session_id) ?? null;
    const after = applySessionEvent(before, event);
    this.restore(after);
    return { before, after };
  }

  restore(session: Session): void {
    const { session_id } = session;
    if (session.status !== 'complete') {
      this.#active.set(session_id, session);
      return;
    }
    this.#active.delete(session_id);
    this.#complete.set(session_id, session);
    for (const [id, { completed_at }] of this.#complete) {
      if (session.completed_at - completed_at < SESSION_KEPT_MS && this.#complete.size <= SESSIONS_KEPT_MAX) break;
      this.#complete.delete(id);
    }
  }

  find(id: string, now: number): Session | null {
    const active = this.#active.get(id);
    if (active) return active;
    const complete = this.#complete.get(id);
    return complete && now - complete.completed_at < SESSION_KEPT_MS ? complete : null;
  }

  active(): Session[] {
    return [...this.#active.values()];
  }

  all(): Session[] {
    return [...this.#complete.values(), ...this.#active.values()];
  }

  /** One command's events have one version, which is the next. */
  #check(event: SessionEvent, touched: Set<string>): void {
    const { session_id, version } = event;
    if (this.#complete.has(session_id)) throw doesNotFollow(event, 'it is complete');
    const session = this.#active.get(session_id);
    if (event.type === 'session_created') {
      if (session) throw doesNotFollow(event, 'it is there already');
      if (version !== 1) throw doesNotFollow(event, 'its first version is 1');
      return;
    }
    if (!session) throw doesNotFollow(event, 'there is no such session');
    const goesOn = touched.has(session_id) && version === session.version;
    if (!goesOn && version !== session.version + 1) {
      throw doesNotFollow(event, `it has version ${session.version}, and ${version} is not the next`);
    }
  }
}

function doesNotFollow(event: SessionEvent, because: string): Error {
  return new Error(`${event.type} of session ${event.session_id} does not follow: ${because}`);
}
