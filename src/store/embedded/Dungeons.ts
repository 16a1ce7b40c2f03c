import type { DungeonPartyEvent } from '../../domain/dungeons/dungeon-party-events.ts';
import { lookAtDungeonParty, dungeonPartyUpdates } from '../../projections/dungeon-party-updates.ts';
import { sessionUpdate } from '../../projections/session-updates.ts';
import type { NewUpdate } from '../../projections/update.ts';
import type { CompleteSession } from '../../domain/sessions/session.ts';
import type { StoredEvent } from '../store.ts';
import { isDropEvent, isSessionEvent } from './event-kinds.ts';
import { Lobbies } from './Lobbies.ts';
import { Sessions } from './Sessions.ts';
import type { NewsOf } from './Updates.ts';

/** All that goes on in lobbies and sessions. */
export class Dungeons {
  readonly lobbies = new Lobbies();
  readonly sessions = new Sessions();

  /**
   * Takes those events of one commit that are its matter, and gives the sessions that they completed. Throws where one does
   * not follow; those before it are applied then. `news` gets what watchers are told of them; null where nobody is.
   */
  apply(events: StoredEvent[], news: NewsOf[] | null): CompleteSession[] {
    const touched = new Set<string>();
    const complete: CompleteSession[] = [];
    for (const event of events) {
      if (isDropEvent(event)) continue;
      if (isSessionEvent(event)) {
        const { before, after } = this.sessions.apply(event, touched);
        news?.push({ ...sessionUpdate(event, before, after), session: after });
        if (after.status === 'complete') complete.push(after);
      } else if (news) {
        news.push(...this.#applyPartyEvent(event, touched));
      } else {
        this.lobbies.apply(event, touched);
      }
    }
    return complete;
  }

  copy(): Dungeons {
    const copy = new Dungeons();
    for (const party of this.lobbies.copies()) copy.lobbies.restore(party);
    for (const session of this.sessions.all()) copy.sessions.restore(session);
    return copy;
  }

  #applyPartyEvent(event: DungeonPartyEvent, touched: Set<string>): NewUpdate[] {
    const was = this.lobbies.find(event.party_id);
    // Looked at before the event, which changes the party in place.
    const before = was && lookAtDungeonParty(was);
    this.lobbies.apply(event, touched);
    const is = this.lobbies.find(event.party_id);
    return dungeonPartyUpdates(event, before, is && lookAtDungeonParty(is), () => is && this.lobbies.listedBefore(is));
  }
}
