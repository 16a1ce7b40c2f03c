import type { Lobby } from '../dungeons/lobby.ts';
import { addTicket, type Queue, rememberWait, removeTicket, replaceTicket, ticketsOfMatch } from './queue.ts';
import type { Match, Searcher, Ticket, TicketOutcome } from './ticket.ts';

/** Why a proposed match came to nothing. */
export type MatchFailure = 'declined' | 'no_answer' | 'ticket_ended' | 'restart' | 'lobby_full';

/**
 * Everything that can happen in a lobby's queue. Stored in this form: a change here needs a change in the store's schema.
 * `at` is epoch milliseconds.
 */
export type FinderEvent = FinderChange & { lobby: string; at: number };

export type FinderChange =
  | { type: 'ticket_created'; ticket: Ticket }
  /** Somebody joined the party that the ticket is for. */
  | { type: 'ticket_joined'; ticket_id: string; player: Searcher }
  /** `version` is the ticket's last. */
  | { type: 'ticket_ended'; ticket_id: string; version: number; outcome: TicketOutcome }
  | { type: 'match_proposed'; match: Match }
  | { type: 'match_accepted'; match_id: string; ticket_id: string; player_id: string }
  /** Its tickets search again, those of `ahead` before all others. */
  | { type: 'match_failed'; match_id: string; reason: MatchFailure; ahead: string[] }
  /** Everybody has accepted. The end of its tickets, the parties and the session are in the same commit. */
  | { type: 'match_made'; match: Match; session_id: string; parties: string[] };

export function isFinderEvent(event: { type: string }): event is FinderEvent {
  return event.type.startsWith('ticket_') || event.type.startsWith('match_');
}

export function toFinderEvents({ name }: Pick<Lobby, 'name'>, at: number, changes: FinderChange[]): FinderEvent[] {
  return changes.map((change) => ({ ...change, lobby: name, at }));
}

/** Applies a decided event to the lobby's queue. Throws if it does not follow from the queue. */
export function applyFinderEvent({ queue }: Pick<Lobby, 'queue'>, event: FinderEvent): void {
  switch (event.type) {
    case 'ticket_created':
      return addTicket(queue, event.ticket);
    case 'ticket_joined': {
      const ticket = ticketIn(queue, event.ticket_id);
      return change(queue, ticket, event.at, { players: [...ticket.players, event.player] });
    }
    case 'ticket_ended':
      return removeTicket(queue, ticketIn(queue, event.ticket_id));
    case 'match_proposed':
      return propose(queue, event.match, event.at);
    case 'match_accepted':
      return acceptFor(queue, ticketIn(queue, event.ticket_id), event);
    case 'match_failed':
      return fail(queue, event);
    case 'match_made':
      return made(queue, event);
    default:
      event satisfies never;
  }
}

function propose(queue: Queue, match: Match, at: number): void {
  queue.matches.set(match.match_id, match);
  for (const ticketId of match.teams.flat()) {
    const ticket = ticketIn(queue, ticketId);
    if (ticket.match_id !== null) throw new Error(`ticket ${ticketId} is in a match already`);
    change(queue, ticket, at, { match_id: match.match_id });
  }
}

function acceptFor(queue: Queue, ticket: Ticket, { player_id, at }: { player_id: string; at: number }): void {
  const players = ticket.players.map((player) =>
    player.player_id === player_id ? { ...player, accepted: true } : player,
  );
  change(queue, ticket, at, { players });
}

function fail(queue: Queue, { match_id, ahead, at }: Extract<FinderEvent, { type: 'match_failed' }>): void {
  const match = matchIn(queue, match_id);
  for (const ticket of ticketsOfMatch(queue, match)) {
    const players = ticket.players.map((player) => ({ ...player, accepted: false }));
    const is_ahead = ticket.is_ahead || ahead.includes(ticket.ticket_id);
    change(queue, ticket, at, { players, is_ahead, match_id: null });
  }
  queue.matches.delete(match_id);
}

function made(queue: Queue, { match, at }: Extract<FinderEvent, { type: 'match_made' }>): void {
  const { match_id, game_type, region } = matchIn(queue, match.match_id);
  for (const { created_at } of ticketsOfMatch(queue, match))
    rememberWait(queue, { game_type, region, wait_ms: at - created_at });
  queue.matches.delete(match_id);
}

function change(queue: Queue, was: Ticket, at: number, changes: Partial<Ticket>): void {
  replaceTicket(queue, was, { ...was, ...changes, version: was.version + 1, updated_at: at });
}

function ticketIn({ tickets }: Queue, ticketId: string): Ticket {
  const ticket = tickets.get(ticketId);
  if (!ticket) throw new Error(`there is no ticket ${ticketId}`);
  return ticket;
}

function matchIn({ matches }: Queue, matchId: string): Match {
  const match = matches.get(matchId);
  if (!match) throw new Error(`there is no match ${matchId}`);
  return match;
}
