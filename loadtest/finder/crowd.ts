import { DEFAULT_WISHES, type Ticket, type Wishes } from '../../src/domain/finder/ticket.ts';

/** Players of a game, as a simulation makes them up. The same seed gives the same players. */
export type Crowd = {
  name: string;
  /** Players per simulated minute, for so many minutes. */
  perMinute: number;
  minutes: number;
  /** Players who wait from the start. */
  waiting?: number;
  gameType?: 'coop' | 'pvp';
  /** Shares of tanks and healers; the rest deal damage. Null: nobody needs classes. */
  roles?: { tank: number; healer: number } | null;
  /** Weights of the regions that players live in. */
  regions: Record<string, number>;
  /** Standard deviation of ratings, and the share of players whose ratings are three times as far from the mean. */
  ratings?: { deviation: number; tails: number } | null;
};

const NEIGHBOURS: Record<string, string> = {
  'eu-west': 'eu-central',
  'eu-central': 'eu-west',
  'us-east': 'us-west',
  'us-west': 'us-east',
  oceania: 'us-west',
};

/** Milliseconds to a region at home, next door and elsewhere. */
export const LATENCY_MS = { home: 25, next: 60, far: 160 };

export function latencyTo(ticket: Ticket, region: string): number {
  const home = ticket.wishes.regions[0]?.region;
  if (region === home || region === '') return LATENCY_MS.home;
  return region === NEIGHBOURS[home ?? ''] ? LATENCY_MS.next : LATENCY_MS.far;
}

/** Numbers from 0 to below 1: mulberry32, so that each run is the same. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The crowd's tickets in order of arrival; `created_at` is in simulated milliseconds. */
export function arrivals(crowd: Crowd, seed = 1): Ticket[] {
  const random = randomFrom(seed);
  const total = Math.round(crowd.perMinute * crowd.minutes);
  const early = Array.from({ length: crowd.waiting ?? 0 }, () => -random() * 30_000);
  const later = Array.from({ length: total }, () => random() * crowd.minutes * 60_000);
  return [...early, ...later].toSorted((a, b) => a - b).map((at, i) => ticketOf(crowd, random, i, Math.round(at)));
}

function ticketOf(crowd: Crowd, random: () => number, i: number, created_at: number): Ticket {
  const { gameType: game_type = 'coop', roles = null } = crowd;
  const size = random() < 0.15 ? 2 : 1;
  const players = Array.from({ length: size }, (_, n) => {
    const player_id = `p${i}-${n}`;
    return { player_id, name: player_id, class: classOf(roles, random), data: {}, accepted: false };
  });
  const party_id = size > 1 ? `party-${i}` : null;
  const about = {
    ticket_id: `t${String(i).padStart(6, '0')}`,
    lobby: 'main',
    match_id: null,
    is_ahead: false,
    version: 1,
  };
  return {
    ...about,
    game_type,
    party_id,
    players,
    wishes: wishesOf(crowd, random),
    created_at,
    updated_at: created_at,
  };
}

function wishesOf(crowd: Crowd, random: () => number): Wishes {
  const { regions, ratings = null, roles = null, gameType = 'coop' } = crowd;
  const home = pick(regions, random);
  const team = gameType === 'pvp' ? { players_min: 3, players_max: 3, teams: 2 } : { players_min: 4, players_max: 5 };
  return {
    ...DEFAULT_WISHES,
    ...team,
    difficulties: random() < 0.7 ? ['normal'] : ['normal', 'hard'],
    regions: [
      { region: home, latency_ms: LATENCY_MS.home, after_s: 0 },
      { region: NEIGHBOURS[home]!, latency_ms: LATENCY_MS.next, after_s: 30 },
    ],
    rating: ratings && Math.round(1_500 + normal(random) * ratings.deviation * (random() < ratings.tails ? 3 : 1)),
    roles: roles
      ? [
          { class: 'tank', min: 1, max: 1 },
          { class: 'healer', min: 1, max: 1 },
          { class: null, min: 2, max: 3 },
        ]
      : [],
    gives_way: { regions: 120, rating: 300 },
  };
}

function classOf(roles: Crowd['roles'], random: () => number): string | null {
  if (!roles) return null;
  const r = random();
  if (r < roles.tank) return 'tank';
  return r < roles.tank + roles.healer ? 'healer' : 'damage';
}

function pick(weights: Record<string, number>, random: () => number): string {
  const names = Object.keys(weights);
  let left = random() * Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  return names.find((name) => (left -= weights[name]!) < 0) ?? names.at(-1)!;
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
