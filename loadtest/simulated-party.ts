import type { Report } from '../src/domain/drops/drop.ts';

/** A drop party as its witnesses see it. Times are in milliseconds. Source: docs/decisions/0003-witness-rule.md. */
export type PartySetup = {
  witnesses: number;
  /** Witnesses who arrive while it runs and report again what lies on the ground. */
  lateArrivals: number;
  drops: number;
  dropsATickMax: number;
  /** Ticks without a drop after one with drops: 0 to this many, equally likely. */
  pauseTicksMax: number;
  /** The n-th item type is dropped 1/n as often as the first. */
  itemTypes: number;
  /** How many tiles the host drops on, chosen at random. With 0, no report names a tile. */
  tiles: number;
  ticks: boolean;
  /** Whether the host's own client reports too, a minute before anybody else can see the item. */
  hostReports: boolean;
  missedShare: number;
  delayMeanMs: number;
  delayMaxMs: number;
};

export const MAIN_PARTY: PartySetup = {
  witnesses: 20,
  lateArrivals: 5,
  drops: 600,
  dropsATickMax: 3,
  pauseTicksMax: 0,
  itemTypes: 30,
  tiles: 0,
  ticks: false,
  hostReports: false,
  missedShare: 0.3,
  delayMeanMs: 300,
  delayMaxMs: 2_500,
};

export type TimedReport = { at: number; report: Report };

/** `seen` is how many drops were reported at least once; nobody can count the others. */
export type SimulatedParty = { reports: TimedReport[]; drops: number; seen: number };

type Dropped = { tick: number; item_id: number; x: number; y: number };
type Client = {
  name: string;
  arrivalTick: number;
  /** The value of its tick counter at the party's tick 0. */
  firstTick: number;
};

const WORLD = 444;
const TICK_MIN_MS = 600;
const TICK_SPREAD_MS = 18;
const PRIVATE_TICKS = 100;
const GROUND_TICKS = 300;

/** A seeded source of numbers from 0 to 1 (mulberry32), so that every figure can be reproduced. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function simulateParty(setup: PartySetup, random: () => number): SimulatedParty {
  const dropped = dropAll(setup, random);
  const lastTick = dropped.at(-1)!.tick;
  const host: Client = { name: 'host', arrivalTick: 0, firstTick: wholeBelow(100_000, random) };
  const others = bringClients(setup, lastTick, random);
  const tickAt = tickTimes(lastTick + PRIVATE_TICKS, random);
  const reports: TimedReport[] = [];
  const seen = new Set<Dropped>();
  const send = (client: Client, drop: Dropped, tick: number) => {
    const delay = Math.min(setup.delayMaxMs, -setup.delayMeanMs * Math.log(1 - random()));
    reports.push({ at: tickAt[tick]! + delay, report: reportOf(setup, client, drop, tick) });
    seen.add(drop);
  };
  for (const drop of dropped) {
    if (setup.hostReports) send(host, drop, drop.tick);
    const publicTick = drop.tick + (setup.hostReports ? PRIVATE_TICKS : 0);
    for (const client of others) {
      const isGone = client.arrivalTick >= drop.tick + GROUND_TICKS;
      if (!isGone && random() >= setup.missedShare) send(client, drop, Math.max(publicTick, client.arrivalTick));
    }
  }
  reports.sort((a, b) => a.at - b.at);
  return { reports, drops: dropped.length, seen: seen.size };
}

function dropAll(setup: PartySetup, random: () => number): Dropped[] {
  const columns = Math.ceil(Math.sqrt(setup.tiles));
  const dropped: Dropped[] = [];
  for (let tick = 0; dropped.length < setup.drops; tick += 1 + wholeBelow(setup.pauseTicksMax + 1, random)) {
    const count = Math.min(1 + wholeBelow(setup.dropsATickMax, random), setup.drops - dropped.length);
    for (let i = 0; i < count; i++) {
      const tile = wholeBelow(setup.tiles, random);
      const [x, y] = [3_160 + (tile % (columns || 1)), 3_480 + Math.floor(tile / (columns || 1))];
      dropped.push({ tick, item_id: itemByRank(setup.itemTypes, random), x, y });
    }
  }
  return dropped;
}

function bringClients({ witnesses, lateArrivals }: PartySetup, lastTick: number, random: () => number): Client[] {
  return Array.from({ length: witnesses + lateArrivals }, (_, i) => ({
    name: `client ${i}`,
    arrivalTick: i < witnesses ? 0 : Math.round(lastTick * (0.1 + 0.8 * random())),
    firstTick: wholeBelow(100_000, random),
  }));
}

function tickTimes(lastTick: number, random: () => number): number[] {
  const times = [0];
  while (times.length <= lastTick) times.push(times.at(-1)! + TICK_MIN_MS + TICK_SPREAD_MS * random());
  return times;
}

function reportOf(setup: PartySetup, client: Client, { item_id, x, y }: Dropped, tick: number): Report {
  return {
    world: WORLD,
    world_type: null,
    item_id,
    item_name: `Item ${item_id}`,
    quantity: 1,
    value: 1_000 * item_id,
    reporter: client.name,
    source: client.name,
    key: null,
    price: null,
    tile: setup.tiles > 0 ? { plane: 0, x, y } : null,
    tick: setup.ticks ? client.firstTick + tick : null,
  };
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

function wholeBelow(limit: number, random: () => number): number {
  return Math.floor(random() * limit);
}
