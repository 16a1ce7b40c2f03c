import type { Report } from '../src/domain/drops/drop.ts';
import { type PartySetup, wholeBelow } from './party-setup.ts';

export type Dropped = { tick: number; host: number; item_id: number; x: number; y: number };

/** `ownerOf` is the host whose items it sees at once. */
export type Client = {
  name: string;
  arrivalTick: number;
  /** The value of its tick counter at the party's tick 0. */
  firstTick: number;
  ownerOf: number | null;
  hints: boolean;
  latencyMs: number;
  /** Ticks at which it loads its scene again. */
  reloadTicks: number[];
  /** When it stands still. */
  stalls: { from: number; to: number }[];
  sendEveryMs: number;
};

/** What a client reports of a drop, and in which tick. */
export type Look = { client: Client; drop: Dropped; tick: number };

const WORLD = 444;
export const PRIVATE_TICKS = 100;
export const GROUND_TICKS = 300;

/** What a client sees of a drop: when it appears to it, and whenever it loads its scene. `misses` says whether it overlooks it. */
export function looksAt(client: Client, drop: Dropped, publicTick: number, misses: () => boolean): Look[] {
  const isOwner = client.ownerOf === drop.host;
  const firstTick = Math.max(isOwner ? drop.tick : publicTick, client.arrivalTick);
  const ticks = [firstTick, ...client.reloadTicks.filter((tick) => tick > firstTick)];
  const gone = drop.tick + GROUND_TICKS;
  return ticks.filter((tick) => tick < gone && !misses()).map((tick) => ({ client, drop, tick }));
}

/** When a report of that moment arrives. */
export function arrival({ client }: Look, seenAt: number, setup: PartySetup, random: () => number): number {
  const stall = client.stalls.find(({ from, to }) => seenAt >= from && seenAt < to);
  const { sendEveryMs, latencyMs } = client;
  const reportedAt = stall?.to ?? seenAt;
  const sentAt = sendEveryMs > 0 ? Math.ceil(reportedAt / sendEveryMs) * sendEveryMs : reportedAt;
  return sentAt + latencyMs + Math.min(setup.delayMaxMs, -setup.delayMeanMs * Math.log(1 - random()));
}

export function reportOf(setup: PartySetup, { client, drop, tick }: Look): Report {
  const isPrivate = setup.hostReports && client.ownerOf === drop.host;
  return {
    world: WORLD,
    world_type: null,
    item_id: drop.item_id,
    item_name: `Item ${drop.item_id}`,
    quantity: 1,
    value: 1_000 * drop.item_id,
    reporter: client.name,
    source: client.name,
    key: null,
    price: null,
    tile: setup.tiles > 0 ? { plane: 0, x: drop.x, y: drop.y } : null,
    tick: setup.ticks ? client.firstTick + tick : null,
    despawns_in: client.hints ? drop.tick + GROUND_TICKS - tick : null,
    public_in: client.hints ? Math.max(0, isPrivate ? drop.tick + PRIVATE_TICKS - tick : 0) : null,
  };
}

/** What a hostile client sends instead of a report, in ticks after it. */
export function lies(setup: PartySetup, look: Look, random: () => number): { afterTicks: number; report: Report }[] {
  const report = reportOf(setup, look);
  const { despawns_in, tick } = report;
  const later = (ticks: number, fields: Partial<Report>) => ({
    afterTicks: ticks,
    report: { ...report, tick: tick === null ? null : tick + ticks, ...fields },
  });
  const left = (ticks: number) => (despawns_in === null ? null : Math.max(0, despawns_in + ticks));
  switch (setup.hostile!) {
    case 'repeats':
      return [0, 0, 1, 5, 30, 60].map((ticks) => later(ticks, { despawns_in: left(-ticks) }));
    case 'invents': {
      const item_id = 1 + wholeBelow(setup.itemTypes, random);
      const tile = report.tile && { ...report.tile, x: report.tile.x + wholeBelow(3, random) - 1 };
      return [later(0, { item_id, tile, value: 1_000 * item_id })];
    }
    case 'shifts': {
      const shift = 1 + wholeBelow(10, random);
      return [later(0, { despawns_in: left(random() < 0.5 ? shift : -shift) })];
    }
    case 'nonsense':
      return [
        later(0, {
          tick: wholeBelow(2 ** 31, random),
          despawns_in: despawns_in && wholeBelow(6_000, random),
          public_in: despawns_in && wholeBelow(6_000, random),
        }),
      ];
  }
}
