import type { StoredEvent } from '../store.ts';
import { isDropEvent, isSessionEvent } from './event-kinds.ts';
import { Lobbies } from './Lobbies.ts';
import { Sessions } from './Sessions.ts';

/** All lobbies and sessions. */
export class Dungeons {
  readonly lobbies = new Lobbies();
  readonly sessions = new Sessions();

  /** Those events of one commit that are its matter. Throws where one does not follow; those before it are applied then. */
  apply(events: StoredEvent[]): void {
    const touched = new Set<string>();
    for (const event of events) {
      if (isDropEvent(event)) continue;
      if (isSessionEvent(event)) this.sessions.apply(event, touched);
      else this.lobbies.apply(event, touched);
    }
  }

  copy(): Dungeons {
    const copy = new Dungeons();
    for (const party of this.lobbies.copies()) copy.lobbies.restore(party);
    for (const session of this.sessions.all()) copy.sessions.restore(session);
    return copy;
  }
}
