import type { Lobby } from '../dungeons/lobby.ts';
import { LEAST_PLAYERS, nextWidening, openRegions, openWishes, type OpenWishes, type Widening } from './open-wishes.ts';
import type { Queue } from './queue.ts';
import type { Ticket } from './ticket.ts';
import { ANY, type Bucket } from './TicketIndex.ts';

/**
 * What holds a ticket up: too few players want to play this; too few are of a class that is needed, or near in rating; it holds out for a
 * full party for a few seconds; or others differ in tags, language or size.
 */
export const HOLD_UPS = ['too_few', 'class_missing', 'rating', 'patience', 'others_differ'] as const;

/** `region` is empty where it waits anywhere; `have` and `need` are players. */
export type HoldUp = {
  reason: (typeof HOLD_UPS)[number];
  region: string;
  class: string | null;
  have: number | null;
  need: number | null;
};

/** What a waiting ticket is told. Numbers, no names. Rule: [FIND-12]. */
export type Explanation = {
  /** From 1, among those of its game type. */
  place: number;
  /** Players in the queue of its game type, and those who may play what it wishes for by now; itself included. */
  waiting_players: number;
  suitable_players: number;
  /** Milliseconds that the last matches of its game type and one of its regions took, the middle one; null if there were none. */
  recent_wait_ms: number | null;
  hold_up: HoldUp;
  widening: Widening | null;
  /** The same in a sentence. */
  text: string;
};

/** Null for a ticket that is in a match. */
export function explain({ queue }: Pick<Lobby, 'queue'>, ticket: Ticket, now: number): Explanation | null {
  if (ticket.match_id !== null) return null;
  const open = openWishes(ticket, now);
  const region = open.regions?.[0] ?? '';
  const buckets = bucketsOf(queue, open, region);
  const hold_up = holdUpOf(open, buckets, region);
  const widening = nextWidening(ticket, now);
  return {
    place: queue.index.placeOf(ticket),
    waiting_players: queue.index.playersOf(ticket.game_type),
    suitable_players: playersIn(buckets),
    recent_wait_ms: recentWait(queue, ticket, now),
    hold_up,
    widening,
    text: sentence(hold_up, widening),
  };
}

/** Those of its first open region. */
function bucketsOf({ index }: Queue, open: OpenWishes, region: string): Bucket[] {
  const difficulties = open.difficulties ?? [ANY];
  const all = difficulties.flatMap((d) => index.bucketsFor(open.ticket.game_type, d, region || ANY));
  return [...new Set(all)];
}

/** A ticket for several difficulties is in several buckets, so this is the most there may be, not a sum. */
function playersIn(buckets: Bucket[]): number {
  return Math.max(0, ...buckets.map(({ players }) => players));
}

function holdUpOf(open: OpenWishes, buckets: Bucket[], region: string): HoldUp {
  const need = Math.max(LEAST_PLAYERS, open.min * open.teams);
  const have = playersIn(buckets);
  const held = { region, class: null, have, need };
  if (have < need) return { ...held, reason: 'too_few' };
  for (const role of open.roles) {
    if (role.class === null || role.min === 0) continue;
    const name = role.class;
    const ofClass = Math.max(0, ...buckets.map(({ classes }) => classes.get(name) ?? 0));
    const needed = role.min * open.teams;
    if (ofClass < needed) return { reason: 'class_missing', region, class: name, have: ofClass, need: needed };
  }
  const near = Math.max(0, ...buckets.map(({ all }) => all.countWithin(open.lowest, open.highest)));
  if (open.rating !== null && near < need) return { ...held, reason: 'rating', have: near };
  return { ...held, have: null, need: null, reason: open.isPatient ? 'patience' : 'others_differ' };
}

/** The middle of the waits of matches like it. */
function recentWait({ waits }: Queue, ticket: Ticket, now: number): number | null {
  const regions = openRegions(ticket, now);
  const like = waits.filter(
    ({ game_type, region }) =>
      game_type === ticket.game_type && (regions === null || region === '' || regions.includes(region)),
  );
  const sorted = like.map(({ wait_ms }) => wait_ms).toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? null;
}

function sentence(hold_up: HoldUp, widening: Widening | null): string {
  const next =
    widening &&
    (widening.region === null ? `the wish for ${NAMES[widening.wish]} gives way` : `widening to ${widening.region}`);
  return next === null ? held(hold_up) : `${held(hold_up)}; ${next} in ${widening!.in_s} s`;
}

const NAMES: Record<Widening['wish'], string> = {
  difficulties: 'a difficulty',
  regions: 'a region',
  players: 'the party size',
  roles: 'classes',
  rating: 'a near rating',
  language: 'a language',
  tags: 'tags',
};

function held(hold_up: HoldUp): string {
  const where = hold_up.region === '' ? '' : ` in ${hold_up.region}`;
  switch (hold_up.reason) {
    case 'too_few':
      return `${hold_up.have} of ${hold_up.need} players${where}`;
    case 'class_missing':
      return hold_up.have === 0
        ? `no ${hold_up.class}${where}`
        : `${hold_up.have} of ${hold_up.need} ${hold_up.class}${where}`;
    case 'rating':
      return `${hold_up.have} of ${hold_up.need} players near in rating${where}`;
    case 'patience':
      return `waiting a moment for a full party${where}`;
    case 'others_differ':
      return `others${where} look for something else`;
  }
}
