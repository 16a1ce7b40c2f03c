import { applySessionEvent, type SessionEvent } from '../../domain/sessions/session-events.ts';
import type { Session } from '../../domain/sessions/session.ts';

/** The sessions that are not complete. They are never changed in place, so whoever asks may share them. */
export class Sessions {
  /** In order of creation. */
  readonly #active = new Map<string, Session>();

  /**
   * `touched` holds the sessions that this commit has changed. Gives the session as it was and as it is then, and keeps none
   * that is complete. Throws where the event does not follow from them.
   */
  apply(event: SessionEvent, touched: Set<string>): { before: Session | null; after: Session } {
    const { session_id } = event;
    this.#check(event, touched);
    const before = this.#active.get(session_id) ?? null;
    const after = applySessionEvent(before, event);
    touched.add(session_id);
    if (after.status === 'complete') this.#active.delete(session_id);
    else this.#active.set(session_id, after);
    return { before, after };
  }

  restore(session: Session): void {
    this.#active.set(session.session_id, session);
  }

  find(id: string): Session | undefined {
    return this.#active.get(id);
  }

  all(): Session[] {
    return [...this.#active.values()];
  }

  /** One command's events have one version, which is the next. */
  #check(event: SessionEvent, touched: Set<string>): void {
    const { session_id, version } = event;
    const session = this.#active.get(session_id);
    if (event.type === 'session_created') {
      if (session) throw doesNotFollow(event, 'it is there already');
      if (version !== 1) throw doesNotFollow(event, 'its first version is 1');
      return;
    }
    if (!session) throw doesNotFollow(event, 'no such session goes on');
    const goesOn = touched.has(session_id) && version === session.version;
    if (!goesOn && version !== session.version + 1) {
      throw doesNotFollow(event, `it has version ${session.version}, and ${version} is not the next`);
    }
  }
}

function doesNotFollow(event: SessionEvent, because: string): Error {
  return new Error(`${event.type} of session ${event.session_id} does not follow: ${because}`);
}
