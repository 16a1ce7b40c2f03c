import type { Report } from '../src/domain/drops/drop.ts';
import { type PartySetup, wholeBelow } from './party-setup.ts';
import { arrival, type Client, type Dropped, lies, looksAt, PRIVATE_TICKS, reportOf } from './simulated-client.ts';

export type TimedReport = { at: number; report: Report };

/** `seen` is how many drops honest clients reported at least once, and `confirmable` at least two; nobody can count the others. */
export type SimulatedParty = {
  reports: TimedReport[];
  drops: number;
  seen: number;
  confirmable: { drops: number; value: number };
  /** The reporter that lies. */
  liar: string | null;
};

const TICK_MIN_MS = 600;
const TICK_SPREAD_MS = 18;
/** Ticks after a walk within which everybody has loaded the new scene. */
const FOLLOW_TICKS = 10;

export function simulateParty(setup: PartySetup, random: () => number): SimulatedParty {
  const dropped = dropAll(setup, random);
  const lastTick = dropped.at(-1)!.tick;
  const hosts = Array.from({ length: setup.hosts }, (_, i) => aClient(`host ${i}`, 0, i, setup, random));
  const others = bringClients(setup, lastTick, random);
  const tickAt = tickTimes(lastTick + 2 * PRIVATE_TICKS, random);
  moveClients(setup, [...hosts, ...others], lastTick, tickAt, random);
  const reports: TimedReport[] = [];
  const witnesses = new Map<Dropped, Set<Client>>();
  const liar = setup.hostile ? others.at(-1)! : null;
  for (const drop of dropped) {
    const publicTick = drop.tick + (setup.hostReports ? PRIVATE_TICKS : 0);
    for (const client of setup.hostReports ? [...hosts, ...others] : others) {
      const misses = () => client.ownerOf !== drop.host && random() < setup.missedShare;
      if (client.ownerOf !== null && client.ownerOf !== drop.host) continue;
      for (const look of looksAt(client, drop, publicTick, misses)) {
        const at = arrival(look, tickAt[look.tick]!, setup, random);
        if (client === liar) {
          for (const lie of lies(setup, look, random))
            reports.push({ at: at + 609 * lie.afterTicks, report: lie.report });
          continue;
        }
        reports.push({ at, report: reportOf(setup, look) });
        witnesses.set(drop, (witnesses.get(drop) ?? new Set()).add(client));
      }
    }
  }
  reports.sort((a, b) => a.at - b.at);
  const twice = [...witnesses].filter(([, clients]) => clients.size > 1);
  const value = twice.reduce((sum, [{ item_id }]) => sum + 1_000 * item_id, 0);
  const confirmable = { drops: twice.length, value };
  return { reports, drops: dropped.length, seen: witnesses.size, confirmable, liar: liar?.name ?? null };
}

function dropAll(setup: PartySetup, random: () => number): Dropped[] {
  const columns = Math.ceil(Math.sqrt(setup.tiles));
  const dropped: Dropped[] = [];
  for (let tick = 0; dropped.length < setup.drops; tick += 1 + wholeBelow(setup.pauseTicksMax + 1, random)) {
    const count = Math.min(1 + wholeBelow(setup.dropsATickMax, random), setup.drops - dropped.length);
    for (let i = 0; i < count; i++) {
      const tile = wholeBelow(setup.tiles, random);
      const [x, y] = [3_160 + (tile % (columns || 1)), 3_480 + Math.floor(tile / (columns || 1))];
      const item_id = itemByRank(setup.itemTypes, random);
      const host = setup.hosts > 1 ? wholeBelow(setup.hosts, random) : 0;
      const stop = Math.floor((dropped.length * (setup.walks + 1)) / setup.drops);
      dropped.push({ tick, host, item_id, x: x + 20 * stop, y: y + 10 * host });
    }
  }
  return dropped;
}

function aClient(
  name: string,
  arrivalTick: number,
  ownerOf: number | null,
  setup: PartySetup,
  random: () => number,
): Client {
  const firstTick = wholeBelow(100_000, random);
  const hints = setup.hints !== 'none';
  return {
    ...{ name, arrivalTick, firstTick, ownerOf, hints, latencyMs: 0, reloadTicks: [], stalls: [], sendEveryMs: 0 },
  };
}

/** With `hints: 'half'`, every other one has them, and whoever lies. */
function bringClients(setup: PartySetup, lastTick: number, random: () => number): Client[] {
  const { witnesses, lateArrivals, hostile, hints } = setup;
  return Array.from({ length: witnesses + lateArrivals + (hostile ? 1 : 0) }, (_, i) => {
    const isLate = i >= witnesses && i < witnesses + lateArrivals;
    const arrivalTick = isLate ? Math.round(lastTick * (0.1 + 0.8 * random())) : 0;
    const client = aClient(`client ${i}`, arrivalTick, null, setup, random);
    const lies = i === witnesses + lateArrivals;
    return hints === 'half' && i % 2 === 1 && !lies ? { ...client, hints: false } : client;
  });
}

/** Gives the clients their latencies, and what happens to them. */
function moveClients(setup: PartySetup, clients: Client[], last: number, tickAt: number[], random: () => number): void {
  const { baseLatencyMaxMs, reloads, walks, stalls, stallMs, sendEveryMs } = setup;
  const sometime = () => Math.round(last * (0.1 + 0.8 * random()));
  clients.forEach((client, i) => {
    if (baseLatencyMaxMs > 0) client.latencyMs = baseLatencyMaxMs * random();
    for (let n = 0; n < reloads; n++) client.reloadTicks.push(sometime());
    for (let n = 1; n <= walks; n++) {
      client.reloadTicks.push(Math.round((last * n) / (walks + 1)) + wholeBelow(FOLLOW_TICKS, random));
    }
    // A scene is not loaded twice in one tick.
    client.reloadTicks = [...new Set(client.reloadTicks)].toSorted((a, b) => a - b);
    for (let n = 0; n < stalls; n++) {
      const from = tickAt[sometime()]!;
      client.stalls.push({ from, to: from + stallMs });
    }
    if (i % 2 === 0) client.sendEveryMs = sendEveryMs;
  });
}

function tickTimes(lastTick: number, random: () => number): number[] {
  const times = [0];
  while (times.length <= lastTick) times.push(times.at(-1)! + TICK_MIN_MS + TICK_SPREAD_MS * random());
  return times;
}

function itemByRank(itemTypes: number, random: () => number): number {
  let total = 0;
  for (let rank = 1; rank <= itemTypes; rank++) total += 1 / rank;
  let left = random() * total;
  for (let rank = 1; rank < itemTypes; rank++) {
    left -= 1 / rank;
    if (left < 0) return rank;
  }
  return itemTypes;
}
