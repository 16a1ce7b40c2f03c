import { RECENT_WAITS_MAX } from '../limits.ts';
import type { Match, QueueGameType, Ticket } from './ticket.ts';
import { TicketIndex } from './TicketIndex.ts';

/** How long the players of a ticket waited for their match. */
export type MatchedWait = { game_type: QueueGameType; region: string; wait_ms: number };

/**
 * Who looks for a party in one lobby: the tickets and the matches that wait to be accepted. The index and `ticketOf` are derived from
 * them. Changed by `applyFinderEvent`.
 */
export type Queue = {
  tickets: Map<string, Ticket>;
  /** Player id to ticket id. Rule: [FIND-1]. */
  ticketOf: Map<string, string>;
  /** Party id to the id of the ticket by which it looks for more. */
  ticketOfParty: Map<string, string>;
  matches: Map<string, Match>;
  /** The tickets that search. */
  index: TicketIndex;
  /** The latest last. */
  waits: MatchedWait[];
};

export function emptyQueue(): Queue {
  const [tickets, ticketOf, ticketOfParty, matches] = [new Map(), new Map(), new Map(), new Map()];
  return { tickets, ticketOf, ticketOfParty, matches, index: new TicketIndex(), waits: [] };
}

export type StoredQueue = { tickets: Ticket[]; matches: Match[]; waits: MatchedWait[] };

/** Throws if the tickets contradict each other, which is damage in the store. */
export function restoreQueue({ tickets, matches, waits }: StoredQueue): Queue {
  const queue = emptyQueue();
  for (const match of matches) queue.matches.set(match.match_id, match);
  for (const ticket of tickets) addTicket(queue, ticket);
  queue.waits.push(...waits);
  return queue;
}

export function ticketOfPlayer({ tickets, ticketOf }: Queue, playerId: string): Ticket | undefined {
  return tickets.get(ticketOf.get(playerId) ?? '');
}

export function ticketsOfMatch({ tickets }: Queue, { teams }: Match): Ticket[] {
  return teams.flat().flatMap((ticketId) => tickets.get(ticketId) ?? []);
}

export function addTicket(queue: Queue, ticket: Ticket): void {
  if (queue.tickets.has(ticket.ticket_id)) throw new Error(`ticket id ${ticket.ticket_id} is in use`);
  for (const { player_id } of ticket.players) {
    if (queue.ticketOf.has(player_id)) throw new Error(`player "${player_id}" has a ticket already`);
    queue.ticketOf.set(player_id, ticket.ticket_id);
  }
  queue.tickets.set(ticket.ticket_id, ticket);
  if (ticket.party_id !== null) queue.ticketOfParty.set(ticket.party_id, ticket.ticket_id);
  if (ticket.match_id === null) queue.index.add(ticket);
}

export function removeTicket(queue: Queue, ticket: Ticket): void {
  for (const { player_id } of ticket.players) queue.ticketOf.delete(player_id);
  queue.tickets.delete(ticket.ticket_id);
  if (ticket.party_id !== null) queue.ticketOfParty.delete(ticket.party_id);
  if (ticket.match_id === null) queue.index.remove(ticket);
}

export function replaceTicket(queue: Queue, was: Ticket, is: Ticket): void {
  removeTicket(queue, was);
  addTicket(queue, is);
}

export function rememberWait(queue: Queue, wait: MatchedWait): void {
  queue.waits.push(wait);
  if (queue.waits.length > RECENT_WAITS_MAX) queue.waits.shift();
}
