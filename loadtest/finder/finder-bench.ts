import { findMatches } from '../../src/domain/finder/find-matches.ts';
import { TicketIndex } from '../../src/domain/finder/TicketIndex.ts';
import { arrivals, type Crowd } from './crowd.ts';
import { FirstComeMatcher, GreedyMatcher, type Matcher, MusterMatcher } from './matchers.ts';
import { cpuMs, simulate } from './simulate.ts';

const EVERYWHERE = { 'eu-west': 4, 'eu-central': 3, 'us-east': 3, 'us-west': 2 };
const USUAL = { roles: { tank: 0.2, healer: 0.2 }, ratings: { deviation: 200, tails: 0.05 } };

const CROWDS: (Crowd & { tailMinutes: number })[] = [
  {
    name: 'a small game: 20 players in 30 min',
    perMinute: 20 / 30,
    minutes: 30,
    tailMinutes: 10,
    regions: { 'eu-west': 1 },
    ratings: USUAL.ratings,
  },
  {
    name: 'an evening: 500 players in 60 min',
    perMinute: 500 / 60,
    minutes: 60,
    tailMinutes: 10,
    regions: EVERYWHERE,
    ...USUAL,
  },
  {
    name: 'a launch: 20,000 wait, 60 more a second',
    perMinute: 3_600,
    minutes: 0.5,
    waiting: 20_000,
    tailMinutes: 0.5,
    regions: EVERYWHERE,
    ...USUAL,
  },
  {
    name: 'few healers: 3 of 100',
    perMinute: 30,
    minutes: 30,
    tailMinutes: 10,
    regions: EVERYWHERE,
    roles: { tank: 0.2, healer: 0.03 },
    ratings: USUAL.ratings,
  },
  {
    name: 'one region nearly empty',
    perMinute: 30,
    minutes: 30,
    tailMinutes: 10,
    regions: { ...EVERYWHERE, oceania: 0.1 },
    ...USUAL,
  },
  {
    name: 'ratings with long tails',
    perMinute: 30,
    minutes: 30,
    tailMinutes: 10,
    regions: EVERYWHERE,
    roles: null,
    ratings: { deviation: 300, tails: 0.25 },
  },
  {
    name: 'pvp, 3 against 3',
    perMinute: 30,
    minutes: 30,
    tailMinutes: 10,
    gameType: 'pvp',
    regions: EVERYWHERE,
    roles: null,
    ratings: { deviation: 300, tails: 0.1 },
  },
];

const MATCHERS: Record<string, () => Matcher> = {
  'first come': () => new FirstComeMatcher(),
  greedy: () => new GreedyMatcher(),
  muster: () => new MusterMatcher(),
};

/** Waits, quality and starvation of the group finder against two simpler matchers on the same arrivals, and what a round costs. */
export async function run(): Promise<void> {
  for (const { tailMinutes, ...crowd } of CROWDS) {
    console.log(`\n${crowd.name}`);
    const tickets = arrivals(crowd);
    const rows = Object.entries(MATCHERS).map(([name, make]) => {
      const outcome = simulate(tickets, make(), tailMinutes * 60_000);
      const numbers = Object.entries(outcome).map(([field, value]) => [field, rounded(value)]);
      return [name, Object.fromEntries(numbers)] as const;
    });
    console.table(Object.fromEntries(rows));
  }
  console.log('\nWhat a round costs when nobody can be matched, and what a piece of it costs');
  console.table([1_250, 2_500, 5_000, 10_000, 20_000].map(roundCost));
}

/** Everybody waits for a tag that nobody else has: the dearest that a ticket can be, which looks at all candidates in vain. */
function roundCost(waiting: number) {
  const crowd: Crowd = { name: '', perMinute: 0, minutes: 0, waiting, regions: EVERYWHERE, ...USUAL };
  const index = new TicketIndex();
  for (const [i, ticket] of arrivals(crowd).entries())
    index.add({ ...ticket, wishes: { ...ticket.wishes, tags_must: [`friend ${i}`] } });
  const whole = fastest(() => findMatches(index, 60_000, { stepsMax: Infinity }));
  const piece = fastest(() => findMatches(index, 60_000));
  return {
    waiting,
    'round ms': rounded(whole),
    'us per ticket': rounded((whole * 1_000) / waiting),
    'piece ms': rounded(piece),
  };
}

function fastest(work: () => unknown): number {
  const times = Array.from({ length: 5 }, () => {
    const before = cpuMs();
    work();
    return cpuMs() - before;
  });
  return Math.min(...times);
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
