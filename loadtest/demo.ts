/**
 * A realistic afternoon against a running server: drop parties on several worlds, each seen by 3 to 20 witnesses with
 * network jitter, bursts within one game tick, and late arrivals who report again what lies on the ground.
 *
 *   npm run demo -- [--url http://localhost:2567] [--seconds 180]
 *
 * The port is PORT, as the server's. It uses at most half of what the server lets one address report, so that whoever tries the README
 * beside it is not refused.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Agent, fetch, type Response } from 'undici';

const TICK_MS = 600;
const ON_GROUND_MS = 180_000;
const BUFFER_MS = 250;
const JITTER_MEAN_MS = 300;
const JITTER_MAX_MS = 2_500;
const SEEN_SHARE = 0.85;
/** Of this address's budget: the rest is for others. */
const BUDGET_SHARE = 0.5;

const ITEMS = [
  { item_id: 1319, item_name: 'Rune 2h sword', each: 38_052, stack: 1 },
  { item_id: 536, item_name: 'Dragon bones', each: 3_000, stack: 5 },
  { item_id: 385, item_name: 'Shark', each: 800, stack: 20 },
  { item_id: 1127, item_name: 'Rune platebody', each: 38_400, stack: 1 },
  { item_id: 561, item_name: 'Nature rune', each: 110, stack: 500 },
  { item_id: 995, item_name: 'Coins', each: 1, stack: 250_000 },
  { item_id: 4151, item_name: 'Abyssal whip', each: 1_400_000, stack: 1 },
  { item_id: 11_840, item_name: 'Dragon boots', each: 180_000, stack: 1 },
];

/**
 * Where the witnesses are. A drop is confirmed by a second address, and a server on this machine sees that of all 127.0.0.0/8 where the
 * system has them: Linux and Windows do, macOS has only the first.
 */
const HOMES = [new Agent()];
const SECOND_HOME = new Agent({ localAddress: '127.0.0.2', connect: { family: 4 } });

/** Some clients say of what type their world is. */
const WORLDS: Place[] = [
  { world: 302 },
  { world: 318, world_type: 'high_risk' },
  { world: 330 },
  { world: 444, world_type: 'pvp' },
  { world: 512, world_type: 'skill_total' },
];

type Place = { world: number; world_type?: string };
type Sighting = ReturnType<typeof rollDrop> & Place & { plane: number; x: number; y: number; at: number };

const { values: options } = parseArgs({
  options: {
    url: { type: 'string', default: `http://localhost:${process.env['PORT'] || 2567}` },
    seconds: { type: 'string', default: '180' },
  },
});
const endsAt = Date.now() + Number(options.seconds) * 1000;
const counts = new Map<string, number>();

/** What the server last said about this address's budget. Null until then, and if it has no limit. */
let budget: { quota: number; remaining: number; resetsAt: number } | null = null;

const between = (min: number, max: number) => min + Math.floor(Math.random() * (max - min + 1));
const jitterMs = () => Math.min(-Math.log(1 - Math.random()) * JITTER_MEAN_MS, JITTER_MAX_MS);

function rollDrop() {
  // Squared, so that cheap things drop more often than dear ones.
  const { each, stack, ...item } = ITEMS[Math.floor(Math.random() ** 2 * ITEMS.length)]!;
  const quantity = between(1, stack);
  return { ...item, quantity, value: each * quantity };
}

/** A client that sees drops and sends what it saw, a few at a time. */
class Witness {
  readonly #reporter = randomUUID();
  readonly #home = HOMES[between(0, HOMES.length - 1)]!;
  #buffer: Sighting[] = [];

  async see(drop: Sighting): Promise<void> {
    await delay(jitterMs());
    this.#buffer.push(drop);
    if (this.#buffer.length > 1) return;
    await delay(BUFFER_MS);
    await this.flush();
  }

  /** What a client does when its scene loads: everything in view spawns again. */
  async arrive(ground: Sighting[]): Promise<void> {
    this.#buffer.push(...ground.slice(-100));
    await this.flush();
  }

  async flush(): Promise<void> {
    const reports = this.#buffer.map(({ at, ...drop }) => ({ ...drop, seen_at: at }));
    this.#buffer = [];
    if (reports.length === 0 || !mayReport(reports.length)) return;
    for (const status of await send(this.#reporter, this.#home, reports))
      counts.set(status, (counts.get(status) ?? 0) + 1);
  }
}

/** Witnesses look away once the demo has had its share of the budget. */
function mayReport(count: number): boolean {
  if (!budget || performance.now() > budget.resetsAt) return true;
  budget.remaining -= count;
  return budget.remaining >= budget.quota * (1 - BUDGET_SHARE);
}

/** Reads `RateLimit-Policy: "reports";q=6000;w=60` and `RateLimit: "reports";r=5990;t=42`. */
function noteBudget({ headers }: Response): void {
  const [, quota] = /;q=(\d+)/.exec(headers.get('ratelimit-policy') ?? '') ?? [];
  const [, remaining, seconds] = /;r=(\d+);t=(\d+)/.exec(headers.get('ratelimit') ?? '') ?? [];
  budget =
    quota && remaining
      ? { quota: Number(quota), remaining: Number(remaining), resetsAt: performance.now() + Number(seconds) * 1_000 }
      : null;
}

/** One status a report; a refused batch or a server out of reach counts as one of its own. */
async function send(reporter: string, home: Agent, reports: object[]): Promise<string[]> {
  try {
    const response = await fetch(`${options.url}/drops/batch`, {
      method: 'POST',
      dispatcher: home,
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), 'x-reporter-id': reporter },
      body: JSON.stringify({ reports }),
    });
    noteBudget(response);
    const body = (await response.json()) as { results?: { status: string }[]; error?: string };
    return body.results?.map(({ status }) => status) ?? [`HTTP ${response.status} (${body.error})`];
  } catch (error) {
    return [`out of reach (${(error as Error).message})`];
  }
}

/** Somebody drops things on one world until the demo is over; others watch, and some come late. */
async function holdParty(place: Place, witnessCount: number): Promise<void> {
  const witnesses = Array.from({ length: witnessCount }, () => new Witness());
  const spot = { x: between(3_160, 3_170), y: between(3_480, 3_495) };
  const ground: Sighting[] = [];
  const sent: Promise<void>[] = [];
  while (Date.now() < endsAt) {
    const burst = Math.random() < 0.05 ? between(2, 4) : Number(Math.random() < 0.25);
    for (let i = 0; i < burst; i++) {
      const drop = {
        ...place,
        ...rollDrop(),
        plane: 0,
        x: spot.x + between(0, 4),
        y: spot.y + between(0, 4),
        at: Date.now(),
      };
      ground.push(drop);
      for (const witness of witnesses) if (Math.random() < SEEN_SHARE) sent.push(witness.see(drop));
    }
    if (Math.random() < 0.01) {
      const late = new Witness();
      // Somebody else leaves, so that the crowd stays the same for as long as the demo runs.
      witnesses.shift();
      witnesses.push(late);
      sent.push(late.arrive(ground.filter(({ at }) => Date.now() - at < ON_GROUND_MS)));
    }
    await delay(between(TICK_MS, TICK_MS + 18));
  }
  await Promise.all(sent);
}

function report(): void {
  const line = [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
  console.log(`${new Date().toLocaleTimeString()}  ${line || 'waiting for the first drop'}`);
}

async function demo(): Promise<void> {
  await fetch(`${options.url}/livez`).catch((error: unknown) => {
    throw new Error(`No server answers at ${options.url}. Start one with \`npm start\`.`, { cause: error });
  });
  const hasSecond = await fetch(`${options.url}/livez`, { dispatcher: SECOND_HOME }).then(
    ({ ok }) => ok,
    () => false,
  );
  if (hasSecond) HOMES.push(SECOND_HOME);
  console.log(`Five drop parties on ${options.url} for ${options.seconds} s. See them at ${options.url}/`);
  const ticker = setInterval(report, 5_000);
  await Promise.all(WORLDS.map((place) => holdParty(place, between(3, 20))));
  clearInterval(ticker);
  report();
}

await demo().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 1;
});
