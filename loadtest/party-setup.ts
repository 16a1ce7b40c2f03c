/** How the hostile client of a party lies. */
type Hostility = 'repeats' | 'invents' | 'shifts' | 'nonsense';

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
  /** Whether the hosts' own clients report too, a minute before anybody else can see the item. */
  hostReports: boolean;
  missedShare: number;
  delayMeanMs: number;
  delayMaxMs: number;
  /** Which clients say when an item despawns and becomes public. */
  hints: 'none' | 'half' | 'all';
  hosts: number;
  /** Each client has a latency of its own on top of its delays: 0 to this, equally likely. */
  baseLatencyMaxMs: number;
  /** How often each client loads its scene again, and reports all that lies there. */
  reloads: number;
  /** How often the hosts walk to other tiles. Everybody follows, and loads the scene within 10 ticks. */
  walks: number;
  /** How often each client stands still, and for how long. It reports when it goes on. */
  stalls: number;
  stallMs: number;
  /** Half of the clients send only this often. 0: all send at once. */
  sendEveryMs: number;
  /** One more client that lies. */
  hostile: Hostility | null;
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
  hints: 'none',
  hosts: 1,
  baseLatencyMaxMs: 0,
  reloads: 0,
  walks: 0,
  stalls: 0,
  stallMs: 0,
  sendEveryMs: 0,
  hostile: null,
};

/** A quarter of an hour with 12 witnesses whose latencies differ. */
export const LONG_PARTY: PartySetup = {
  ...MAIN_PARTY,
  witnesses: 12,
  lateArrivals: 0,
  pauseTicksMax: 8,
  missedShare: 0.15,
  baseLatencyMaxMs: 300,
};

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

export function wholeBelow(limit: number, random: () => number): number {
  return Math.floor(random() * limit);
}
