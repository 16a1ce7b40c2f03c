import type { Data } from '../json.ts';

/** The game types that players can be matched for. */
export const QUEUE_GAME_TYPES = ['coop', 'pvp'] as const;
export type QueueGameType = (typeof QUEUE_GAME_TYPES)[number];

/** What a ticket may wish for. Each wish is firm, or gives way after so many seconds of waiting. */
export const WISHES = ['difficulties', 'regions', 'players', 'roles', 'rating', 'language', 'tags'] as const;
export type Wish = (typeof WISHES)[number];

/** `after_s`: seconds of waiting before the region will do. `latency_ms`: as the client measured it. */
export type RegionWish = { region: string; latency_ms: number | null; after_s: number };

/** How many players of a class a team needs and takes. A null class is everybody whose class is in no other entry. */
export type RoleWish = { class: string | null; min: number; max: number };

export type Wishes = {
  /** The game's own words, any of which will do. Empty: any at all. */
  difficulties: string[];
  /** First choice first. Empty: anywhere. */
  regions: RegionWish[];
  /** Players of a party, or of each team in pvp. */
  players_min: number;
  players_max: number;
  /** Teams of a pvp match; 1 in coop. */
  teams: number;
  /** Empty: any classes. */
  roles: RoleWish[];
  /** Null: not rated, and content with anybody. */
  rating: number | null;
  /** How far from its own rating others may be, and by how much more with each second. */
  rating_range: number;
  rating_widening: number;
  /** Null: any. */
  language: string | null;
  /** What it brings besides `tags_must`, what all others must bring, and what nobody may bring. */
  tags: string[];
  tags_must: string[];
  tags_must_not: string[];
  /** Seconds of waiting after which a wish is dropped. One that is not here is firm. */
  gives_way: Partial<Record<Wish, number>>;
};

/** A player of a ticket. `accepted`: the match that the ticket is proposed for. */
export type Searcher = {
  readonly player_id: string;
  readonly name: string;
  readonly class: string | null;
  readonly data: Data;
  readonly accepted: boolean;
};

/** Why a ticket is in the queue no more. */
export const TICKET_ENDS = [
  'matched',
  'left',
  'replaced',
  'absent',
  'party_changed',
  'declined',
  'no_answer',
  'banned',
  'share_used_up',
] as const;
export type TicketEnd = (typeof TICKET_ENDS)[number];

/**
 * What a player, or a dungeon party's leader for all of its members, looks for. Times are epoch milliseconds. Never changed in place:
 * `applyFinderEvent` replaces it.
 */
export type Ticket = {
  readonly ticket_id: string;
  readonly lobby: string;
  readonly game_type: QueueGameType;
  /** The party that looks for more; null for a player alone. */
  readonly party_id: string | null;
  readonly players: readonly Searcher[];
  readonly wishes: Wishes;
  /** Set while the ticket is part of a proposed match. */
  readonly match_id: string | null;
  /** Back from a match that others did not accept, so before all others. */
  readonly is_ahead: boolean;
  /** Starts at 1 and grows by one with each change. */
  readonly version: number;
  /** Waiting time counts from here. */
  readonly created_at: number;
  readonly updated_at: number;
};

/** How a ticket ended, and what it ended in if it was matched. */
export type TicketOutcome = { reason: TicketEnd; at: number; party_id: string | null; session_id: string | null };

/** A match that waits for its players to accept it. */
export type Match = {
  readonly match_id: string;
  readonly lobby: string;
  readonly game_type: QueueGameType;
  readonly difficulty: string;
  /** Empty for none in particular. */
  readonly region: string;
  /** Ticket ids. One team in coop. */
  readonly teams: readonly (readonly string[])[];
  readonly created_at: number;
  readonly deadline_at: number;
};

export const DEFAULT_WISHES: Wishes = {
  difficulties: [],
  regions: [],
  players_min: 2,
  players_max: 4,
  teams: 1,
  roles: [],
  rating: null,
  rating_range: 100,
  rating_widening: 5,
  language: null,
  tags: [],
  tags_must: [],
  tags_must_not: [],
  gives_way: {},
};

export function hasAccepted({ players }: Ticket): boolean {
  return players.every(({ accepted }) => accepted);
}

/** Tickets in the order in which they are served: those back from a match, then by waiting time. Rule: [FIND-6]. */
export function byTurn(a: Ticket, b: Ticket): number {
  if (a.is_ahead !== b.is_ahead) return a.is_ahead ? -1 : 1;
  return byAge(a, b);
}

/** The oldest first. */
export function byAge(a: Ticket, b: Ticket): number {
  return a.created_at - b.created_at || (a.ticket_id < b.ticket_id ? -1 : Number(a.ticket_id > b.ticket_id));
}
