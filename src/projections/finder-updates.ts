import { applyFinderEvent, type FinderEvent } from '../domain/finder/finder-events.ts';
import { type Queue, ticketsOfMatch } from '../domain/finder/queue.ts';
import type { Match } from '../domain/finder/ticket.ts';
import { endedRecord, recordOf, type TicketView, ticketView } from '../domain/finder/ticket-view.ts';
import type { Lobby } from '../domain/dungeons/lobby.ts';
import type { NewAnnouncement, Told } from './announcement.ts';
import { changedFields, type NewUpdate, type UpdateName } from './update.ts';

/** Applies the events to the lobby's queue in place, and returns what the tickets' players and the outside world are told. Rule: [UPD-1]. */
export function applyFinderEvents(lobby: Lobby, events: FinderEvent[]): Told {
  const told: Told = { updates: [], announcements: [] };
  for (const event of events) {
    if (event.type === 'match_made') told.announcements.push(matchMade(lobby.queue, event));
    // What becomes of the tickets of a match that is made is told by their ends, in the same commit.
    if (event.type === 'match_made') applyFinderEvent(lobby, event);
    else told.updates.push(...applyAndTell(lobby, event));
  }
  return told;
}

type TicketEvent = Exclude<FinderEvent, { type: 'match_made' }>;

function applyAndTell(lobby: Lobby, event: TicketEvent): NewUpdate[] {
  const { queue } = lobby;
  const about = ticketsOf(queue, event);
  const before = about.map((ticketId) => viewOf(queue, ticketId));
  const ended = event.type === 'ticket_ended' ? endedView(queue, event) : null;
  applyFinderEvent(lobby, event);
  return about.map((ticket_id, i): NewUpdate => {
    const was = before[i] ?? null;
    const is = ended ?? viewOf(queue, ticket_id)!;
    // Watchers may still have a match which is made, and so gone from the queue.
    const ticket = was ? { ...changedFields(was, is), ...(ended && { match: null }) } : is;
    return { topic: `ticket:${ticket_id}`, event: NAMES[event.type], at: event.at, data: { ticket_id, ticket } };
  });
}

/** The tickets whose views the event changes. */
function ticketsOf({ matches }: Queue, event: TicketEvent): readonly string[] {
  switch (event.type) {
    case 'ticket_created':
      return [event.ticket.ticket_id];
    case 'match_proposed':
      return event.match.teams.flat();
    case 'match_accepted':
    case 'match_failed':
      return matches.get(event.match_id)?.teams.flat() ?? [];
    default:
      return [event.ticket_id];
  }
}

function viewOf(queue: Queue, ticketId: string): TicketView | null {
  const ticket = queue.tickets.get(ticketId);
  return ticket ? ticketView(recordOf(queue, ticket)) : null;
}

/** Null if there is no such ticket. */
function endedView(queue: Queue, event: Extract<FinderEvent, { type: 'ticket_ended' }>): TicketView | null {
  const ticket = queue.tickets.get(event.ticket_id);
  return ticket ? ticketView(endedRecord(ticket, event)) : null;
}

function matchMade(
  queue: Queue,
  { match, session_id, parties, at }: Extract<FinderEvent, { type: 'match_made' }>,
): NewAnnouncement {
  const { match_id, lobby, game_type, difficulty, region, teams } = match;
  const longest = Math.min(...ticketsOfMatch(queue, match).map(({ created_at }) => created_at));
  const about = { match_id, lobby, game_type, difficulty, region, session_id, longest_wait_ms: at - longest };
  const made = {
    ...about,
    teams: teams.map((team, i) => ({ party_id: parties[i]!, players: playersOf(queue, team) })),
  };
  return { event: 'match_made', at, data: { match: made } };
}

function playersOf({ tickets }: Queue, team: Match['teams'][number]) {
  return team.flatMap((id) =>
    tickets.get(id)!.players.map(({ player_id, name, class: played }) => ({ player_id, name, class: played })),
  );
}

const NAMES: Record<TicketEvent['type'], UpdateName> = {
  ticket_created: 'ticket_created',
  ticket_joined: 'ticket_changed',
  ticket_ended: 'ticket_ended',
  match_proposed: 'match_proposed',
  match_accepted: 'match_accepted',
  match_failed: 'match_failed',
};
