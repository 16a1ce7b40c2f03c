import { sql } from 'kysely';
import { type Lobby, restoreLobby } from '../../domain/dungeons/lobby.ts';
import { type MatchedWait, restoreQueue, type StoredQueue } from '../../domain/finder/queue.ts';
import type { Match, Searcher, Ticket, TicketOutcome } from '../../domain/finder/ticket.ts';
import type { TicketRecord } from '../../domain/finder/ticket-view.ts';
import { RECENT_WAITS_MAX } from '../../domain/limits.ts';
import { dungeonPartiesOf, partiesOfLobby } from './dungeon-reads.ts';
import type { Row } from './Engine.ts';
import { prepare, type Query } from './statement.ts';

type OfLobby = { lobby: string };
type OfTicket = { ticket_id: string };

const ticketsOf = prepare<OfLobby>(
  ({ lobby }) => sql`select * from ticket where lobby = ${lobby} and ended_at is null order by id`,
);
const playersOf = prepare<OfLobby>(
  ({ lobby }) => sql`select * from ticket_player where lobby = ${lobby} and is_waiting order by id`,
);
const matchesOf = prepare<OfLobby>(
  ({ lobby }) => sql`select * from queue_match where lobby = ${lobby} order by created_at, match_id`,
);
const waitsOf = prepare<OfLobby>(
  ({ lobby }) => sql`
    select game_type, matched_region as region, ended_at - created_at as wait_ms from ticket
    where lobby = ${lobby} and reason = 'matched' order by ended_at desc, id desc limit ${sql.lit(RECENT_WAITS_MAX)}`,
);

/** The statements that read a lobby's parties and its queue. */
export function wholeLobby(lobby: string): Query[] {
  return [
    ...partiesOfLobby({ lobby }),
    ticketsOf({ lobby }),
    playersOf({ lobby }),
    matchesOf({ lobby }),
    waitsOf({ lobby }),
  ];
}

export function lobbyOf(name: string, rows: Row[][]): Lobby {
  return restoreLobby(name, dungeonPartiesOf(rows.slice(0, -4)), restoreQueue(storedQueue(rows.slice(-4))));
}

function storedQueue([tickets, players, matches, waits]: Row[][]): StoredQueue {
  const ofTicket = Map.groupBy(players as PlayerRow[], ({ ticket_id }) => ticket_id);
  return {
    tickets: (tickets as TicketRow[]).map((row) => ticketOf(row, ofTicket.get(row.ticket_id) ?? [])),
    matches: matches!.map(matchOf),
    waits: (waits as MatchedWait[])
      .toReversed()
      .map(({ game_type, region, wait_ms }) => ({ game_type, region, wait_ms })),
  };
}

const ticketRow = prepare<OfTicket>(({ ticket_id }) => sql`select * from ticket where ticket_id = ${ticket_id}`);
const ticketPlayers = prepare<OfTicket>(
  ({ ticket_id }) => sql`select * from ticket_player where ticket_id = ${ticket_id} order by id`,
);
const ticketMatch = prepare<OfTicket>(
  ({ ticket_id }) => sql`
    select m.*, (select count(*) from ticket_player p join ticket o on o.ticket_id = p.ticket_id where o.match_id = m.match_id) as players,
      (select count(*) from ticket_player p join ticket o on o.ticket_id = p.ticket_id
        where o.match_id = m.match_id and p.accepted) as accepted
    from ticket t join queue_match m on m.match_id = t.match_id where t.ticket_id = ${ticket_id}`,
);

/** Three statements that read one ticket, ended or not. */
export function ticketById(ticket_id: string): Query[] {
  return [ticketRow({ ticket_id }), ticketPlayers({ ticket_id }), ticketMatch({ ticket_id })];
}

export function ticketOfRows([tickets, players, matches]: Row[][]): TicketRecord | null {
  const [row] = tickets as TicketRow[];
  if (!row) return null;
  const [match] = matches as (Row & { players: number; accepted: number })[];
  const ticket = ticketOf(row, players as PlayerRow[]);
  const numbers = { accepted: match?.accepted ?? 0, players: match?.players ?? 0 };
  return { ticket, match: match ? matchOf(match) : null, ...numbers, outcome: outcomeOf(row) };
}

/** Flags are 0 or 1 in SQLite. */
type TicketRow = Row & Omit<Ticket, 'wishes' | 'is_ahead' | 'players'> & { wishes: string; is_ahead: unknown };
type PlayerRow = Row & { ticket_id: string };

function ticketOf(row: TicketRow, players: PlayerRow[]): Ticket {
  const { ticket_id, lobby, game_type, party_id, match_id, version, created_at, updated_at } = row;
  const state = { match_id, is_ahead: Boolean(row.is_ahead), version, created_at, updated_at };
  return {
    ticket_id,
    lobby,
    game_type,
    party_id,
    players: players.map(searcherOf),
    wishes: JSON.parse(row.wishes),
    ...state,
  };
}

function searcherOf(row: Row): Searcher {
  const {
    player_id,
    name,
    class: played,
    data,
    accepted,
  } = row as Omit<Searcher, 'data' | 'accepted'> & Row & { data: string };
  return { player_id, name, class: played, data: JSON.parse(data), accepted: Boolean(accepted) };
}

function matchOf(row: Row): Match {
  const { match_id, lobby, game_type, difficulty, region, teams, created_at, deadline_at } = row as Omit<
    Match,
    'teams'
  > &
    Row & { teams: string };
  return { match_id, lobby, game_type, difficulty, region, teams: JSON.parse(teams), created_at, deadline_at };
}

function outcomeOf({ ended_at, reason, party_id, session_id }: Row): TicketOutcome | null {
  if (ended_at === null) return null;
  const isMatched = reason === 'matched';
  return { reason, at: ended_at, party_id: isMatched ? party_id : null, session_id } as TicketOutcome;
}
