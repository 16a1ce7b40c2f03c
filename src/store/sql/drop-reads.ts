import { type RawBuilder, sql } from 'kysely';
import type { Drop } from '../../domain/drops/drop.ts';
import type { JudgedDrop } from '../../domain/drops/open-drops.ts';
import type { DropPartySummary } from '../../domain/drops/drop-party.ts';
import { BIGGEST_DROPS_MAX } from '../../domain/limits.ts';
import type { BoardDropParty } from '../../projections/topic-values.ts';
import type { Dialect, Row } from './Engine.ts';
import { BILLION } from './migrations.ts';
import { prepare } from './statement.ts';

/** GP. The middle value, or the floor of the mean of the two middle ones. Reads one row per distinct value. */
export const median = sql<number>`(
  select coalesce((min(case when upto >= (total_drops + 1) / 2 then value end)
    + min(case when upto >= total_drops / 2 + 1 then value end)) / 2, 0)
  from (select value, sum(drops) over (order by value) as upto from drop_party_value
    where drop_party_id = drop_party.id) as counted)`;

const DROP_COLUMNS = [
  ...['drop_party_id', 'number', 'item_id', 'item_name', 'quantity'],
  ...['value', 'dropped_at', 'plane', 'x', 'y', 'witnesses', 'confirmed', 'suspect'],
] as (keyof DropRow)[];
const EVIDENCE_COLUMNS = ['reporter', 'source', 'ingest_key', 'vouchers', 'approved', 'removed_at', 'alone', 'dies'];
export const dropColumns = sql.join(DROP_COLUMNS.map((column) => sql.ref(column)));
export const judgedColumns = sql.join([...DROP_COLUMNS, ...EVIDENCE_COLUMNS].map((column) => sql.ref(column)));

type Bool = boolean | number;

type DropRow = Omit<Drop, 'tile' | 'confirmed' | 'suspect'> & {
  plane: number | null;
  x: number | null;
  y: number | null;
  confirmed: Bool;
  suspect: Bool;
};

export type JudgedRow = DropRow & {
  reporter: string | null;
  source: string | null;
  ingest_key: string | null;
  /** JSON of the vouchers, null for none. */
  vouchers: string | null;
  approved: Bool;
  removed_at: number | null;
  alone: Bool;
  dies: number | null;
};

export function dropOf({ plane, x, y, confirmed, suspect, ...drop }: DropRow): Drop {
  const tile = plane === null ? null : { plane, x: x!, y: y! };
  return { ...drop, tile, confirmed: Boolean(confirmed), suspect: Boolean(suspect) };
}

export function judgedDropOf(row: JudgedRow): JudgedDrop {
  const {
    reporter,
    source,
    ingest_key: key,
    vouchers,
    approved,
    removed_at,
    alone: _alone,
    dies: _dies,
    ...drop
  } = row;
  const evidence = {
    claim: { reporter, source, key },
    vouchers: JSON.parse(vouchers ?? '[]') as JudgedDrop['evidence']['vouchers'],
    approved: Boolean(approved),
  };
  return { drop: dropOf(drop), evidence, removed: removed_at !== null };
}

export const judgedDrop = prepare<{ party: number; number: number }>(
  ({ party, number }) => sql`
    select ${judgedColumns} from "drop" where drop_party_id = ${party} and number = ${number}`,
);

export const judgedPage = prepare<{ party: number; before: number; limit: number }>(
  ({ party, before, limit }) => sql`
    select ${judgedColumns} from "drop" where drop_party_id = ${party} and number < ${before}
    order by number desc limit ${limit}`,
);

export const biggestOfParty = prepare<{ party: number; limit: number }>(
  ({ party, limit }) => sql`
    select ${dropColumns} from "drop" where drop_party_id = ${party} and removed_at is null
    order by value desc, number limit ${limit}`,
);

function biggestOf({ db, jsonArrayFrom }: Dialect): RawBuilder<unknown> {
  const drops = db
    .selectFrom('drop')
    .select(DROP_COLUMNS)
    .where(sql<boolean>`drop_party_id = drop_party.id and removed_at is null`);
  return jsonArrayFrom(drops.orderBy('value', 'desc').orderBy('number').limit(sql.lit(BIGGEST_DROPS_MAX)));
}

/** Summaries of the parties that match the condition, which must use an index. */
function summaries<Values extends object>(which: (values: Values) => RawBuilder<unknown>) {
  return prepare<Values>(
    (values, dialect) => sql`
      select drop_party.*, coalesce(median_drop, ${median}) as median, ${biggestOf(dialect)} as biggest
      from drop_party where ${which(values)}`,
  );
}

export const runningSummaries = summaries(() => sql`is_active order by id`);
export const runningSummaryOf = summaries<{ world: number }>(({ world }) => sql`is_active and world = ${world}`);
export const summaryOf = summaries<{ id: number }>(({ id }) => sql`id = ${id}`);

type Page = { before: number; world: number; from: number; to: number; limit: number };

/** Newest end first; indexed [by world][by time]. */
export const historyPages = [false, true].map((byWorld) =>
  [false, true].map((byTime) =>
    summaries<Page>(({ before, world, from, to, limit }) => {
      const ofWorld = byWorld ? sql`and world = ${world}` : sql``;
      const inTime = byTime ? sql`and ended_at >= ${from} and ended_at < ${to}` : sql``;
      return sql`id in (select id from drop_party where ended_place < ${before} ${ofWorld} ${inTime}
        order by ended_place desc limit ${limit}) order by ended_place desc`;
    }),
  ),
);

/** The summary, and the party's place among ended ones. */
export function summaryOfRow(row: Row): { party: DropPartySummary; place: number } {
  const { median: median_drop, biggest, ended_place: place, witnesses } = row as Row & { median: number };
  const biggest_drops = (typeof biggest === 'string' ? JSON.parse(biggest) : biggest) as DropRow[];
  const figures = { witnesses: witnesses as number, median_drop, biggest_drops: biggest_drops.map(dropOf) };
  return { party: { ...boardDropPartyOf(row), ...figures }, place: place as number };
}

export const runningParties = prepare(() => sql`select * from drop_party where is_active order by id`);

export function boardDropPartyOf(row: Row): BoardDropParty {
  const { id, world, world_type, avg_drop, total_drops, created_at, last_drop_at, ended_at } = row as BoardDropParty &
    Row;
  const shown = { id, world, world_type, avg_drop, total_drops, created_at, last_drop_at, ended_at };
  const confirmed = { confirmed_drops: row['confirmed_drops'] as number, confirmed_value: Number(confirmedOf(row)) };
  return { ...shown, is_active: Boolean(row['is_active']), total_value: Number(totalOf(row)), ...confirmed };
}

export function totalOf({ avg_drop, total_drops, avg_rest }: Row): bigint {
  return BigInt(avg_drop as number) * BigInt(total_drops as number) + BigInt(avg_rest as number);
}

export function confirmedOf({ confirmed_billions, confirmed_rest }: Row): bigint {
  return BigInt(confirmed_billions as number) * BigInt(BILLION) + BigInt(confirmed_rest as number);
}

export const dropsPage = prepare<{ party: number; before: number; limit: number }>(
  ({ party, before, limit }) => sql`
    select ${dropColumns} from "drop" where drop_party_id = ${party} and number < ${before} and removed_at is null
    order by number desc limit ${limit}`,
);

export function dropsOfRows(rows: Row[]): Drop[] {
  return rows.map((row) => dropOf(row as DropRow));
}
