import { sql } from 'kysely';
import type { DropParty } from '../../domain/drops/drop-party.ts';
import { openCount, type OpenDrop, type Sight } from '../../domain/drops/open-drops.ts';
import type { Presence } from '../../domain/drops/presence.ts';
import { restoreWorld, type World } from '../../domain/drops/world.ts';
import { BIGGEST_DROPS_MAX, RECENT_DROPS_MAX, REPORTERS_MAX, STATE_DROPS_MAX } from '../../domain/limits.ts';
import type { WorldValue } from '../../projections/topic-values.ts';
import {
  boardDropPartyOf,
  confirmedOf,
  dropColumns,
  dropsOfRows,
  judgedColumns,
  judgedDropOf,
  type JudgedRow,
  totalOf,
} from './drop-reads.ts';
import type { Row } from './Engine.ts';
import { prepare, type Query } from './statement.ts';

type OfWorld = { world: number };
const running = (world: number) => sql`(select id from drop_party where world = ${world} and is_active)`;

const party = prepare<OfWorld>(({ world }) => sql`select * from drop_party where world = ${world} and is_active`);

const biggest = prepare<OfWorld>(
  ({ world }) => sql`
    select ${dropColumns} from "drop" where drop_party_id = ${running(world)} and removed_at is null
    order by value desc, number limit ${sql.lit(BIGGEST_DROPS_MAX)}`,
);

const newest = prepare<OfWorld>(
  ({ world }) => sql`
    select ${dropColumns} from "drop" where drop_party_id = ${running(world)} and removed_at is null
    order by number desc limit ${sql.lit(STATE_DROPS_MAX)}`,
);

/** Removed ones, too: they still have witnesses. */
const perhapsOpen = prepare<OfWorld>(
  ({ world }) => sql`
    select ${judgedColumns} from "drop" where drop_party_id = ${running(world)}
    order by number desc limit ${sql.lit(RECENT_DROPS_MAX)}`,
);

const values = prepare<OfWorld>(
  ({ world }) => sql`select value, drops from drop_party_value where drop_party_id = ${running(world)}`,
);

const reporters = prepare<OfWorld>(
  ({ world }) => sql`select reporter from drop_party_reporter where drop_party_id = ${running(world)}`,
);

/** Only of drops that may still be open. */
const sightings = prepare<OfWorld>(
  ({ world }) => sql`
    select number, reporter, tick, despawns_in, public_in, seen_at from drop_witness where drop_party_id = ${running(world)} and number >
      (select total_drops + removed_drops - ${sql.lit(RECENT_DROPS_MAX)} from drop_party where world = ${world} and is_active)
    order by number, place`,
);

const present = prepare<OfWorld>(
  ({ world }) => sql`
    select reporter, since, last, tick_offset, repeats, repeats_since from (select * from world_reporter where world = ${world}
      order by last desc limit ${sql.lit(REPORTERS_MAX)}) as present order by id`,
);

const lastAccepted = prepare<OfWorld>(
  ({ world }) => sql`
    select last_drop_at from drop_party where world = ${world} and total_drops + removed_drops > 0 order by id desc limit 1`,
);

export function worldValueQueries(world: number): Query[] {
  return [party({ world }), biggest({ world }), newest({ world })];
}

/** From the rows of `worldValueQueries`. */
export function worldValueOf(world: number, [parties = [], big = [], drops = []]: Row[][]): WorldValue {
  const [row] = parties;
  if (!row) return { world, party: null, drops: [] };
  const figures = { witnesses: row['witnesses'] as number, biggest_drops: dropsOfRows(big) };
  return { world, party: { ...boardDropPartyOf(row), ...figures }, drops: dropsOfRows(drops) };
}

export function worldQueries(world: number): Query[] {
  const ofParty = [
    party({ world }),
    biggest({ world }),
    perhapsOpen({ world }),
    values({ world }),
    reporters({ world }),
  ];
  return [...ofParty, sightings({ world }), present({ world }), lastAccepted({ world })];
}

/** From the rows of `worldQueries`. */
export function worldOf(world: number, rows: Row[][]): World {
  const [[row], big, drops, counts, names, seen, heard, [last]] = rows as unknown as [
    [Row?],
    Row[],
    JudgedRow[],
    { value: number; drops: number }[],
    { reporter: string }[],
    (Omit<Sight, 'at'> & { number: number; reporter: string; seen_at: number })[],
    (Omit<Presence, 'offset'> & { reporter: string; tick_offset: number | null })[],
    [{ last_drop_at: number }?],
  ];
  const bySight = Map.groupBy(seen, ({ number }) => number);
  const isOpen = drops.slice(0, openCount(row ? lastNumberOf(row) : 0)).toReversed();
  return restoreWorld({
    world,
    party: row ? { ...dropPartyOf(row), biggest: dropsOfRows(big), ...reportsOf(counts, names) } : null,
    open: isOpen.map((drop): OpenDrop => {
      const seenBy = new Map(
        bySight.get(drop.number)?.map(({ reporter, tick, despawns_in, public_in, seen_at: at }) => {
          return [reporter, { tick, despawns_in, public_in, at }];
        }),
      );
      return { ...judgedDropOf(drop), seenBy, alone: Boolean(drop.alone), dies: drop.dies };
    }),
    reporters: new Map(heard.map(({ reporter, tick_offset: offset, ...rest }) => [reporter, { ...rest, offset }])),
    lastAcceptedAt: last?.last_drop_at ?? null,
  });
}

function dropPartyOf(row: Row): Omit<DropParty, 'biggest' | 'value_counts' | 'reporters'> {
  const { id, world, world_type, created_at, last_drop_at, total_drops, confirmed_drops } = boardDropPartyOf(row);
  const shown = { id, world, world_type, created_at, last_drop_at, total_drops, confirmed_drops };
  return { ...shown, last_number: lastNumberOf(row), total_value: totalOf(row), confirmed_value: confirmedOf(row) };
}

function lastNumberOf({ total_drops, removed_drops }: Row): number {
  return (total_drops as number) + (removed_drops as number);
}

function reportsOf(counts: { value: number; drops: number }[], names: { reporter: string }[]) {
  return {
    value_counts: new Map(counts.map(({ value, drops }) => [value, drops])),
    reporters: new Set(names.map(({ reporter }) => reporter)),
  };
}
