import type { CompleteSession } from '../../domain/sessions/session.ts';
import type { StoredEvent } from '../store.ts';
import { isDropEvent, isSessionEvent } from './event-kinds.ts';
import { Lobbies } from './Lobbies.ts';
import { Sessions } from './Sessions.ts';

/** All that goes on in lobbies and sessions. */
export class Dungeons {
  readonly lobbies = new Lobbies();
  readonly sessions = new Sessions();

  /**
   * Takes those events of one commit that are its matter, and gives the sessions that they completed. Throws where one does
   * not follow; those before it are applied then.
   */
  apply(events: StoredEvent[]): CompleteSession[] {
    const touched = new Set<string>();
    const complete: CompleteSession[] = [];
    for (const event of events) {
      if (isDropEvent(event)) continue;
      if (!isSessionEvent(event)) {
        this.lobbies.apply(event, touched);
        continue;
      }
      const session = this.sessions.apply(event, touched);
      if (session.status === 'complete') complete.push(session);
    }
    return complete;
  }

  copy(): Dungeons {
    const copy = new Dungeons();
    for (const party of this.lobbies.copies()) copy.lobbies.restore(party);
    for (const session of this.sessions.all()) copy.sessions.restore(session);
    return copy;
  }
}
