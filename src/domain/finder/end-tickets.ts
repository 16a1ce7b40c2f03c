import type { Lobby } from '../dungeons/lobby.ts';
import { type FinderChange, type FinderEvent, type MatchFailure, toFinderEvents } from './finder-events.ts';
import { hasAccepted, type TicketEnd } from './ticket.ts';

/**
 * Ends the tickets, each for its reason. A match that one of them was proposed for fails: whose players had all accepted go to the head of
 * the queue, the others to their places. Rule: [FIND-9].
 */
export function endTickets(lobby: Lobby, reasons: ReadonlyMap<string, TicketEnd>, at: number): FinderEvent[] {
  const { tickets, matches } = lobby.queue;
  const failures = new Map<string, MatchFailure>();
  const ends = [...reasons].flatMap(([ticket_id, reason]): FinderChange[] => {
    const ticket = tickets.get(ticket_id);
    if (!ticket) return [];
    if (ticket.match_id !== null) failures.set(ticket.match_id, failureOf(reason));
    const outcome = { reason, at, party_id: null, session_id: null };
    return [{ type: 'ticket_ended', ticket_id, version: ticket.version + 1, outcome }];
  });
  const failed = [...failures].map(([match_id, reason]): FinderChange => {
    const others = matches
      .get(match_id)!
      .teams.flat()
      .filter((ticketId) => !reasons.has(ticketId));
    return { type: 'match_failed', match_id, reason, ahead: others.filter((id) => hasAccepted(tickets.get(id)!)) };
  });
  return toFinderEvents(lobby, at, [...ends, ...failed]);
}

function failureOf(reason: TicketEnd): MatchFailure {
  return reason === 'declined' || reason === 'no_answer' ? reason : 'ticket_ended';
}
