import type { FoundMatch } from '../../src/domain/finder/find-matches.ts';
import type { Ticket } from '../../src/domain/finder/ticket.ts';
import { latencyTo } from './crowd.ts';
import type { Matcher } from './matchers.ts';

/** Milliseconds between two rounds. */
const ROUND_EVERY_MS = 1_000;

/** Milliseconds of waiting after which a ticket counts as starved. */
const STARVED_MS = 10 * 60_000;

export type Outcome = {
  tickets: number;
  /** Share of tickets that were matched. */
  matched: number;
  /** Seconds. Tickets that were not matched count with what they waited until the end. */
  p50: number;
  p95: number;
  longest: number;
  /** Tickets that waited for more than ten minutes. */
  starved: number;
  /** Mean over the matches: between the highest and the lowest rating, and between the teams' means. */
  spread: number;
  teamGap: number;
  /** Milliseconds to the region of the match: mean, and the 95th percentile. */
  latency: number;
  latency95: number;
  /** Share of teams that have the classes that their tickets need. */
  roles: number;
  /** Milliseconds of a core for the dearest round, and for all. */
  roundMs: number;
  totalMs: number;
};

/** Plays the arrivals against the matcher, in simulated time. Everybody accepts. `tailMs`: how long the queue stays open afterwards. */
export function simulate(tickets: Ticket[], matcher: Matcher, tailMs = 0): Outcome {
  const end = Math.max(0, tickets.at(-1)?.created_at ?? 0) + tailMs;
  const waits: number[] = [];
  const made: FoundMatch[] = [];
  const waiting = new Set<Ticket>();
  let [next, roundMs, totalMs] = [0, 0, 0];
  for (let now = 0; now <= end + ROUND_EVERY_MS; now += ROUND_EVERY_MS) {
    for (; next < tickets.length && tickets[next]!.created_at <= now; next++) {
      matcher.add(tickets[next]!);
      waiting.add(tickets[next]!);
    }
    const before = cpuMs();
    const matches = matcher.round(now);
    const took = cpuMs() - before;
    [roundMs, totalMs] = [Math.max(roundMs, took), totalMs + took];
    for (const ticket of matches.flatMap(({ teams }) => teams.flat())) {
      matcher.remove(ticket);
      waiting.delete(ticket);
      waits.push(now - ticket.created_at);
    }
    made.push(...matches);
  }
  const matched = waits.length;
  for (const { created_at } of waiting) waits.push(end - created_at);
  waits.sort((a, b) => a - b);
  const latencies = made
    .flatMap(({ teams, region }) => teams.flat().map((ticket) => latencyTo(ticket, region)))
    .toSorted((a, b) => a - b);
  return {
    tickets: tickets.length,
    matched: matched / tickets.length,
    p50: at(waits, 0.5) / 1_000,
    p95: at(waits, 0.95) / 1_000,
    longest: (waits.at(-1) ?? 0) / 1_000,
    starved: waits.filter((wait) => wait > STARVED_MS).length,
    spread: mean(made.map(spreadOf)),
    teamGap: mean(made.filter(({ teams }) => teams.length > 1).map(gapOf)),
    latency: mean(latencies),
    latency95: at(latencies, 0.95),
    roles: mean(made.flatMap(({ teams }) => teams).map((team) => Number(hasRoles(team)))),
    roundMs,
    totalMs,
  };
}

/** Milliseconds of processor time so far: other programs on the machine do not count. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function spreadOf({ teams }: FoundMatch): number {
  const ratings = teams.flat().flatMap(({ wishes }) => wishes.rating ?? []);
  return ratings.length === 0 ? 0 : Math.max(...ratings) - Math.min(...ratings);
}

function gapOf({ teams }: FoundMatch): number {
  const means = teams.map((team) => mean(team.flatMap(({ wishes, players }) => players.map(() => wishes.rating ?? 0))));
  return Math.max(...means) - Math.min(...means);
}

function hasRoles(team: Ticket[]): boolean {
  const classes = team.flatMap(({ players }) => players.map((player) => player.class));
  return team.every(({ wishes }) =>
    wishes.roles.every(({ class: name, min, max }) => {
      const named = new Set(wishes.roles.map((role) => role.class));
      const count = classes.filter((is) => (name === null ? !named.has(is) : is === name)).length;
      return count >= min && count <= max;
    }),
  );
}

function at(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function mean(numbers: number[]): number {
  return numbers.length === 0 ? 0 : numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
