import type { DropEvent } from '../domain/drops/drop-events.ts';
import { summariseDropParty } from '../domain/drops/drop-party.ts';
import { applyDropEvent, type World } from '../domain/drops/world.ts';
import { applyDungeonPartyEvent } from '../domain/dungeons/apply-dungeon-party-event.ts';
import type { DungeonPartyEvent } from '../domain/dungeons/dungeon-party-events.ts';
import { isListed } from '../domain/dungeons/dungeon-party-views.ts';
import type { Lobby } from '../domain/dungeons/lobby.ts';
import { applySessionEvent } from '../domain/sessions/apply-session-event.ts';
import type { SessionEvent } from '../domain/sessions/session-events.ts';
import type { Session } from '../domain/sessions/session.ts';
import { announcementOf, type NewAnnouncement } from './announcement.ts';
import { dropPartyEndedUpdates, dropUpdates } from './drop-updates.ts';
import { dungeonPartyUpdates, lookAtDungeonParty } from './dungeon-party-updates.ts';
import { sessionUpdate } from './session-updates.ts';
import type { NewUpdate } from './update.ts';

/** What is told of events, in their order. */
export type Told = { updates: NewUpdate[]; announcements: NewAnnouncement[] };

/** Applies the events in place. */
export function applyDropEvents(world: World, events: DropEvent[]): Told {
  const updates = events.flatMap((event) => {
    if (event.type !== 'drop_party_ended') {
      applyDropEvent(world, event);
      return dropUpdates(event, world);
    }
    // Its figures are gone afterwards.
    const ended = dropPartyEndedUpdates(summariseDropParty(world.party!, event.at), event.at);
    applyDropEvent(world, event);
    return ended;
  });
  return { updates, announcements: updates.flatMap((update) => announcementOf(update, undefined) ?? []) };
}

/** Applies the events in place. */
export function applyDungeonPartyEvents(lobby: Lobby, events: DungeonPartyEvent[]): Told {
  const updates = events.flatMap((event) => {
    const before = lobby.parties.get(event.party_id);
    // Looked at before the event, which changes the party in place.
    const was = before ? lookAtDungeonParty(before) : null;
    applyDungeonPartyEvent(lobby, event);
    const after = lobby.parties.get(event.party_id);
    const is = after ? lookAtDungeonParty(after) : null;
    return dungeonPartyUpdates(event, was, is, () => listedBefore(lobby, event.party_id));
  });
  return { updates, announcements: [] };
}

/** Also gives the session after the events. */
export function applySessionEvents(session: Session, events: SessionEvent[]): Told & { session: Session };
export function applySessionEvents(
  session: Session | null,
  events: [SessionEvent, ...SessionEvent[]],
): Told & { session: Session };
export function applySessionEvents(
  session: Session | null,
  events: SessionEvent[],
): Told & { session: Session | null } {
  const told: Told = { updates: [], announcements: [] };
  for (const event of events) {
    const before = session;
    session = applySessionEvent(before, event);
    const update = sessionUpdate(event, before, session);
    told.updates.push(update);
    told.announcements.push(...[announcementOf(update, session) ?? []].flat());
  }
  return { ...told, session };
}

function listedBefore(lobby: Lobby, partyId: string): string | null {
  let last: string | null = null;
  for (const party of lobby.parties.values()) {
    if (party.party_id === partyId) break;
    if (isListed(party)) last = party.party_id;
  }
  return last;
}
