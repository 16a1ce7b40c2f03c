import { FULL_PARTY_PATIENCE_MS } from '../limits.ts';
import type { RegionWish, RoleWish, Ticket, Wish, Wishes } from './ticket.ts';

/** What a ticket asks of a match at one moment. Rule: [FIND-4]. */
export type OpenWishes = {
  ticket: Ticket;
  /** Null: any. */
  difficulties: readonly string[] | null;
  regions: readonly string[] | null;
  min: number;
  max: number;
  teams: number;
  /** Whether fewer than `max` players will do by now. */
  isPatient: boolean;
  roles: readonly RoleWish[];
  /** The same for the same roles. */
  rolesKey: string;
  rating: number | null;
  /** The ratings that will do. */
  lowest: number;
  highest: number;
  language: string | null;
  brings: readonly string[];
  must: readonly string[];
  mustNot: readonly string[];
  hasTags: boolean;
};

const rolesKeys = new WeakMap<Wishes, string>();

function rolesKeyOf(wishes: Wishes): string {
  if (wishes.roles.length === 0) return '';
  const known = rolesKeys.get(wishes);
  if (known !== undefined) return known;
  const key = JSON.stringify(wishes.roles);
  rolesKeys.set(wishes, key);
  return key;
}

/** Fewer than two players are no party. */
export const LEAST_PLAYERS = 2;

export function waitedMs({ created_at }: Ticket, now: number): number {
  return Math.max(0, now - created_at);
}

export function hasGivenWay(ticket: Ticket, wish: Wish, now: number): boolean {
  const after_s = ticket.wishes.gives_way[wish];
  return after_s !== undefined && waitedMs(ticket, now) >= after_s * 1_000;
}

/** What will do for the ticket at this time. */
export function openWishes(ticket: Ticket, now: number): OpenWishes {
  const { wishes } = ticket;
  const waited = waitedMs(ticket, now);
  const isDropped = (wish: Wish) => hasGivenWay(ticket, wish, now);
  const anyTags = isDropped('tags');
  const range = ratingRange(ticket, now);
  const { rating } = wishes;
  return {
    ticket,
    difficulties: wishes.difficulties.length === 0 || isDropped('difficulties') ? null : wishes.difficulties,
    regions: openRegions(ticket, now),
    min: isDropped('players') ? Math.min(wishes.players_min, LEAST_PLAYERS) : wishes.players_min,
    max: wishes.players_max,
    teams: wishes.teams,
    isPatient: waited < FULL_PARTY_PATIENCE_MS,
    roles: isDropped('roles') ? [] : wishes.roles,
    rolesKey: rolesKeyOf(wishes),
    rating,
    lowest: rating === null ? -Infinity : rating - range,
    highest: rating === null ? Infinity : rating + range,
    language: isDropped('language') ? null : wishes.language,
    brings: wishes.tags_must.length === 0 ? wishes.tags : [...wishes.tags, ...wishes.tags_must],
    must: anyTags ? [] : wishes.tags_must,
    mustNot: anyTags ? [] : wishes.tags_must_not,
    hasTags: wishes.tags.length + wishes.tags_must.length + wishes.tags_must_not.length > 0,
  };
}

/** How far from its own rating others may be by now. */
export function ratingRange(ticket: Ticket, now: number): number {
  const { rating_range, rating_widening } = ticket.wishes;
  if (hasGivenWay(ticket, 'rating', now)) return Infinity;
  return rating_range + (rating_widening * waitedMs(ticket, now)) / 1_000;
}

/** In order of choice; null if anywhere will do. */
export function openRegions(ticket: Ticket, now: number): readonly string[] | null {
  const { regions } = ticket.wishes;
  if (regions.length === 0 || hasGivenWay(ticket, 'regions', now)) return null;
  const waited = waitedMs(ticket, now);
  return regions.filter(({ after_s }) => waited >= after_s * 1_000).map(({ region }) => region);
}

/** What will change next by waiting alone: a further region, or a wish that is dropped. */
export type Widening = { wish: Wish; region: string | null; in_s: number };

/** The next widening; null if there is none to come. */
export function nextWidening(ticket: Ticket, now: number): Widening | null {
  const waited_s = waitedMs(ticket, now) / 1_000;
  const { regions, gives_way } = ticket.wishes;
  const inSeconds = (after_s: number) => Math.ceil(after_s - waited_s);
  const anywhere_s = gives_way.regions ?? Infinity;
  const next = (list: RegionWish[]) =>
    list
      .filter(({ after_s }) => after_s > waited_s && after_s < anywhere_s)
      .map(({ region, after_s }): Widening => ({ wish: 'regions', region, in_s: inSeconds(after_s) }));
  const dropped = Object.entries(gives_way)
    .filter(([, after_s]) => after_s > waited_s)
    .map(([wish, after_s]): Widening => ({ wish: wish as Wish, region: null, in_s: inSeconds(after_s) }));
  return [...next(regions), ...dropped].toSorted((a, b) => a.in_s - b.in_s)[0] ?? null;
}
