import type { FinderEvent } from './finder-events.ts';
import type { Queue } from './queue.ts';
import type { Match, Ticket, TicketOutcome, Wishes } from './ticket.ts';

/** A stored ticket, in the queue or out of it, with the match that it is proposed for. */
export type TicketRecord = {
  ticket: Ticket;
  match: Match | null;
  accepted: number;
  players: number;
  outcome: TicketOutcome | null;
};

/** The offer that a ticket's players have to accept: numbers, no names. */
export type MatchOffer = {
  match_id: string;
  difficulty: string;
  region: string;
  teams: number;
  players: number;
  accepted: number;
  deadline_at: number;
};

/** A ticket as its players see it. Times are epoch milliseconds. Fields of the end are null before it. */
export type TicketView = Wishes & {
  ticket_id: string;
  lobby: string;
  game_type: Ticket['game_type'];
  status: 'searching' | 'proposed' | 'ended';
  /** The party that looks for more; of a matched ticket the one that its players are in. */
  party_id: string | null;
  searchers: { player_id: string; name: string; class: string | null; accepted: boolean }[];
  match: MatchOffer | null;
  /** Why it ended. */
  reason: TicketOutcome['reason'] | null;
  /** The session that a matched ticket's players are in. */
  session_id: string | null;
  version: number;
  created_at: number;
  updated_at: number;
  ended_at: number | null;
};

export function ticketView({ ticket, match, accepted, players, outcome }: TicketRecord): TicketView {
  const { match_id: _m, is_ahead: _a, players: searchers, wishes, party_id, ...rest } = ticket;
  return {
    ...wishes,
    ...rest,
    status: outcome ? 'ended' : match ? 'proposed' : 'searching',
    party_id: outcome?.party_id ?? party_id,
    searchers: searchers.map(({ player_id, name, class: played, accepted: has }) => ({
      player_id,
      name,
      class: played,
      accepted: has,
    })),
    match: match && outcome === null ? offerOf(match, players, accepted) : null,
    reason: outcome?.reason ?? null,
    session_id: outcome?.session_id ?? null,
    ended_at: outcome?.at ?? null,
  };
}

function offerOf(
  { match_id, difficulty, region, teams, deadline_at }: Match,
  players: number,
  accepted: number,
): MatchOffer {
  return { match_id, difficulty, region, teams: teams.length, players, accepted, deadline_at };
}

/** A ticket that ends, as it was in the queue before. */
export function endedRecord(
  ticket: Ticket,
  { version, outcome, at }: Pick<Extract<FinderEvent, { type: 'ticket_ended' }>, 'version' | 'outcome' | 'at'>,
): TicketRecord {
  const players = ticket.players.map((player) => ({ ...player, accepted: false }));
  const ended = { ...ticket, players, match_id: null, version, updated_at: at };
  return { ticket: ended, match: null, accepted: 0, players: 0, outcome };
}

/** A ticket in the queue, with what is known of its match. */
export function recordOf({ tickets, matches }: Queue, ticket: Ticket): TicketRecord {
  const match = (ticket.match_id !== null && matches.get(ticket.match_id)) || null;
  const all = match ? match.teams.flat().flatMap((id) => tickets.get(id)?.players ?? []) : [];
  const accepted = all.filter((player) => player.accepted).length;
  return { ticket, match, accepted, players: all.length, outcome: null };
}
