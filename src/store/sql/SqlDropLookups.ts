import { sql } from 'kysely';
import type { Drop } from '../../domain/drops/drop.ts';
import type { FoundDrop, ItemTotals, PartyGain } from '../../projections/found-drops.ts';
import type { DropLookups, LookupPage } from '../store.ts';
import { dropColumns, dropOf } from './drop-reads.ts';
import type { Row } from './Engine.ts';
import { prepare, type Query } from './statement.ts';

/** Drops looked at in one step: a few milliseconds. Indexes on items and times would cost every report more. */
const DROPS_PER_STEP = 5_000;

/** The ids below `before` that one step looks at. */
type Step = { before: number; least: number };

type Wanted = Step & {
  pattern: string;
  itemId: number;
  world: number;
  least_value: number;
  from: number;
  to: number;
  limit: number;
};

const worldOfDrop = sql`(select world from drop_party where drop_party.id = drop_party_id)`;

/** -1 stands for any item and any world. */
const found = prepare<Wanted>(
  ({ before, least, pattern, itemId, world, least_value, from, to, limit }) => sql`
    select "drop".id as place, ${worldOfDrop} as world, ${dropColumns} from "drop"
    where "drop".id < ${before} and "drop".id >= ${least} and removed_at is null and value >= ${least_value}
      and dropped_at >= ${from} and dropped_at < ${to} and (cast(${itemId} as bigint) = -1 or item_id = ${itemId})
      and (cast(${world} as bigint) = -1 or ${worldOfDrop} = ${world}) and lower(item_name) like ${pattern} escape '!'
    order by "drop".id desc limit ${limit}`,
);

/** When the newest drop below an id fell; none if there is none. */
const newestBelow = prepare<{ least: number }>(
  ({ least }) => sql`select dropped_at from "drop" where id < ${least} order by id desc limit 1`,
);

const newestId = prepare(() => sql`select coalesce(max(id), 0) as newest from "drop"`);

const totals = sql`item_id, min(item_name) as item_name, count(*) as drops, sum(cast(value as double precision)) as value,
  sum(case when confirmed then cast(value as double precision) else 0 end) as confirmed_value`;

const itemsInStep = prepare<Step & { from: number }>(
  ({ before, least, from }) => sql`
    select ${totals} from "drop" where id < ${before} and id >= ${least} and removed_at is null and dropped_at >= ${from}
    group by item_id`,
);

const itemsOfParty = prepare<{ party: number; before: number; least: number }>(
  ({ party, before, least }) => sql`
    select ${totals} from "drop" where drop_party_id = ${party} and number < ${before} and number >= ${least} and removed_at is null
    group by item_id`,
);

const newestOfParty = prepare<{ party: number }>(
  ({ party }) => sql`select number from "drop" where drop_party_id = ${party} order by number desc limit 1`,
);

const gainsInStep = prepare<Step & { since: number; stepMs: number }>(
  ({ before, least, since, stepMs }) => sql`
    select drop_party_id, cast(dropped_at - cast(${since} as double precision) as bigint) / cast(${stepMs} as bigint) as step,
      sum(cast(value as double precision)) as gp
    from "drop" where id < ${before} and id >= ${least} and removed_at is null and dropped_at >= ${since} group by 1, 2`,
);

type Run = (queries: Query[]) => Promise<Row[][]>;

export class SqlDropLookups implements DropLookups {
  readonly #read: Run;

  constructor(read: Run) {
    this.#read = read;
  }

  async search(query: Parameters<DropLookups['search']>[0]): Promise<LookupPage<FoundDrop>> {
    const { itemName = '', itemId = -1, world = -1, minValue = 0, limit } = query;
    const { from = Number.MIN_SAFE_INTEGER, to = Number.MAX_SAFE_INTEGER } = query;
    const step = await this.#stepBelow(query.before);
    const pattern = `%${itemName.toLowerCase().replaceAll(/[%_!]/g, '!$&')}%`;
    const wanted = { ...step, pattern, itemId, world, least_value: minValue, from, to, limit: limit + 1 };
    const [rows = [], older = []] = await this.#read([found(wanted), newestBelow(step)]);
    const drops = rows.slice(0, limit).map(foundDropOf);
    if (rows.length > limit) return { rows: drops, next: rows[limit - 1]!['place'] as number };
    return { rows: drops, next: hasMore(older, from) ? step.least : null };
  }

  async itemsSince(from: number, before?: number): Promise<LookupPage<ItemTotals>> {
    const step = await this.#stepBelow(before);
    const [rows = [], older = []] = await this.#read([itemsInStep({ ...step, from }), newestBelow(step)]);
    return { rows: rows.map(totalsOf), next: hasMore(older, from) ? step.least : null };
  }

  async itemsOfParty(party: number, before: number): Promise<LookupPage<ItemTotals>> {
    const least = Math.max(before - DROPS_PER_STEP, 1);
    const [rows = []] = await this.#read([itemsOfParty({ party, before, least })]);
    return { rows: rows.map(totalsOf), next: least > 1 ? least : null };
  }

  async newestNumber(party: number): Promise<number> {
    const [[row] = []] = await this.#read([newestOfParty({ party })]);
    return (row?.['number'] as number | undefined) ?? 0;
  }

  async gainsSince(since: number, stepMs: number, before?: number): Promise<LookupPage<PartyGain>> {
    const step = await this.#stepBelow(before);
    const [rows = [], older = []] = await this.#read([gainsInStep({ ...step, since, stepMs }), newestBelow(step)]);
    return { rows: rows.map((row) => ({ ...row }) as PartyGain), next: hasMore(older, since) ? step.least : null };
  }

  /** The step below an id, or that of the newest drops. */
  async #stepBelow(id: number | undefined): Promise<Step> {
    const before = id ?? (await this.#newest()) + 1;
    return { before, least: Math.max(before - DROPS_PER_STEP, 0) };
  }

  async #newest(): Promise<number> {
    const [[row] = []] = await this.#read([newestId({})]);
    return row!['newest'] as number;
  }
}

/** Whether drops that fell since `from` may be left below a step. Drops are stored in the order in which they fell. */
function hasMore([newest]: Row[], from: number): boolean {
  return newest !== undefined && (newest['dropped_at'] as number) >= from;
}

function foundDropOf({ place: _place, world, ...row }: Row): FoundDrop {
  return { world: world as number, ...(dropOf(row as Parameters<typeof dropOf>[0]) satisfies Drop) };
}

function totalsOf(row: Row): ItemTotals {
  return { ...row } as ItemTotals;
}
