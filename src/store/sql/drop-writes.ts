import { sql } from 'kysely';
import type { DropAdded, DropEvent, DropPartyEnded, DropWitnessed } from '../../domain/drops/drop-events.ts';
import { PRIVATE_MS } from '../../domain/drops/open-drops.ts';
import { REPORTER_SILENCE_MS } from '../../domain/drops/presence.ts';
import { COUNTED_TOGETHER_MAX } from '../limits.ts';
import { confirmWrites, recountWrites, removeWrites } from './drop-corrections.ts';
import { median } from './drop-reads.ts';
import { countReports, notRunning, type Reported } from './report-counts.ts';
import { insert, prepare, type Query } from './statement.ts';

/**
 * The statements for the events of drop parties. Reports that follow each other are counted together, so that a batch changes its party's
 * row once. None reads more than a few rows, however large the party is.
 */
export function dropWrites(events: readonly DropEvent[]): Query[] {
  return inRuns(events).flatMap((run) => ('type' in run ? otherWrites(run) : reportedWrites(run)));
}

/** Reports of one party that follow each other are one element. */
function inRuns(events: readonly DropEvent[]): (Reported[] | Exclude<DropEvent, Reported>)[] {
  const runs: (Reported[] | Exclude<DropEvent, Reported>)[] = [];
  for (const event of events) {
    const last = runs.at(-1);
    if (event.type !== 'drop_added' && event.type !== 'drop_witnessed') runs.push(event);
    else if (Array.isArray(last) && continues(last, event)) last.push(event);
    else runs.push([event]);
  }
  return runs;
}

/** Whether the run can be counted with the event: as one sum that is exact, and with drops that have no gap. */
function continues(run: readonly Reported[], event: Reported): boolean {
  if (run.length >= COUNTED_TOGETHER_MAX || run[0]!.party_id !== event.party_id || run[0]!.world !== event.world)
    return false;
  const before = run.findLast(({ type }) => type === 'drop_added');
  return event.type !== 'drop_added' || !before || before.number + 1 === event.number;
}

function otherWrites(event: Exclude<DropEvent, Reported>): Query[] {
  const { party_id, world, at } = event;
  switch (event.type) {
    case 'drop_party_started': {
      const { world_type } = event;
      return [
        insert('drop_party', { id: party_id, world, world_type, created_at: at, last_drop_at: at }),
        skipIds(event),
        forgetOffsets(event),
      ];
    }
    case 'drop_confirmed':
      return confirmWrites(event);
    case 'drops_recounted':
      return recountWrites(event);
    case 'drop_removed':
      return removeWrites(event);
    case 'drop_party_ended':
      return [nextEnded({}), end(event), forgetSilent(event)];
  }
}

function reportedWrites(run: readonly Reported[]): Query[] {
  const ofEach = run.flatMap((event) => (event.type === 'drop_added' ? added(event) : witnessed(event)));
  return [...countReports(run), ...ofEach];
}

function added(event: DropAdded): Query[] {
  const { reporter } = event;
  const { plane, x, y } = event.tile ?? { plane: null, x: null, y: null };
  const drop = addDrop({ ...event, plane, x, y, witnesses: reporter === null ? 0 : 1 });
  if (reporter === null) return [drop, countValue(event)];
  const seen = { ...event, reporter };
  return [drop, seeFirst(seen), countValue(event), hear(seen)];
}

function witnessed(event: DropWitnessed): Query[] {
  const { vouchers, confirmed_gp, dies } = event;
  const voucherText = vouchers && JSON.stringify(vouchers);
  return [
    see(event),
    countWitness({ ...event, voucherText, confirms: confirmed_gp !== null }),
    hear(event),
    ...(dies === null ? [] : [setDies({ ...event, dies })]),
  ];
}

/** An id that did not come from newDropPartyId counts as used, too. */
const skipIds = prepare<DropEvent>(
  ({ party_id }) => sql`update counter set value = ${party_id} where name = 'drop_party' and value < ${party_id}`,
);

type Lying = { plane: number | null; x: number | null; y: number | null };

const addDrop = prepare<DropAdded & Lying & { witnesses: number }>(
  (drop) => sql`
    insert into "drop" (drop_party_id, number, item_id, item_name, quantity, value, dropped_at, dies, plane, x, y,
      witnesses, reporter, source, ingest_key, confirmed, suspect)
    values (${drop.party_id}, ${drop.number}, ${drop.item_id}, ${drop.item_name}, ${drop.quantity}, ${drop.value},
      ${drop.at}, ${drop.dies}, ${drop.plane}, ${drop.x}, ${drop.y}, ${drop.witnesses}, ${drop.reporter}, ${drop.source},
      ${drop.key}, ${drop.confirmed}, ${drop.suspect})`,
);

const countValue = prepare<DropAdded>(
  ({ party_id, value }) => sql`
    insert into drop_party_value (drop_party_id, value, drops) values (${party_id}, ${value}, 1)
    on conflict (drop_party_id, value) do update set drops = drop_party_value.drops + 1`,
);

type Sighting = DropWitnessed | (DropAdded & { reporter: string });

const setDies = prepare<DropWitnessed & { dies: number }>(
  ({ party_id, number, dies }) => sql`
    update "drop" set dies = coalesce(dies, ${dies}) where drop_party_id = ${party_id} and number = ${number}`,
);

const seeFirst = prepare<Sighting>(
  ({ party_id, number, reporter, tick, despawns_in, public_in, at }) => sql`
    insert into drop_witness (drop_party_id, number, reporter, tick, despawns_in, public_in, seen_at, place)
    values (${party_id}, ${number}, ${reporter}, ${tick}, ${despawns_in}, ${public_in}, ${at}, 1)`,
);

/** Whoever saw it before keeps its place. */
const see = prepare<Sighting>(
  ({ party_id, number, reporter, tick, despawns_in, public_in, at }) => sql`
    insert into drop_witness (drop_party_id, number, reporter, tick, despawns_in, public_in, seen_at, place)
    values (${party_id}, ${number}, ${reporter}, ${tick}, ${despawns_in}, ${public_in}, ${at},
      (select witnesses + 1 from "drop" where drop_party_id = ${party_id} and number = ${number}))
    on conflict (drop_party_id, number, reporter) do update set tick = excluded.tick,
      despawns_in = excluded.despawns_in, public_in = excluded.public_in, seen_at = excluded.seen_at`,
);

/** Only if the reporter is new to the drop: then its place exceeds the number of witnesses. */
const countWitness = prepare<Sighting & { voucherText: string | null; confirms: boolean }>(
  ({ party_id, number, reporter, at, voucherText, confirms }) => sql`
    update "drop" set witnesses = witnesses + 1, alone = alone and ${at} - dropped_at >= ${sql.lit(PRIVATE_MS)},
      vouchers = coalesce(${voucherText}, vouchers), confirmed = confirmed or ${confirms}
    where drop_party_id = ${party_id} and number = ${number} and witnesses < (
      select place from drop_witness
      where drop_party_id = ${party_id} and number = ${number} and reporter = ${reporter})`,
);

/** Mirrors `hear` in the rules. */
const hear = prepare<Sighting>(
  ({ world, reporter, at, offset, repeats }) => sql`
    insert into world_reporter (world, reporter, since, last, tick_offset, repeats, repeats_since)
    values (${world}, ${reporter}, ${at}, ${at}, ${offset}, coalesce(${repeats}, 0),
      case when ${repeats} = 1 then cast(${at} as double precision) else 0 end)
    on conflict (world, reporter) do update set last = excluded.last, tick_offset = excluded.tick_offset,
      repeats = coalesce(${repeats}, world_reporter.repeats),
      repeats_since = case when ${repeats} = 1 then excluded.last else world_reporter.repeats_since end,
      since = case when excluded.last - world_reporter.last <= ${sql.lit(REPORTER_SILENCE_MS)}
        then world_reporter.since else excluded.last end`,
);

/** Mirrors `forgetOffsets` in the rules. */
const forgetOffsets = prepare<DropEvent>(
  ({ world }) => sql`update world_reporter set tick_offset = null where world = ${world} and tick_offset is not null`,
);

const nextEnded = prepare(() => sql`update counter set value = value + 1 where name = 'ended_drop_party'`);

const end = prepare<DropPartyEnded>(
  ({ party_id, world, at }) => sql`
    update drop_party set is_active = false, ended_at = ${at}, median_drop = ${median},
      ended_place = (select value from counter where name = 'ended_drop_party')
    where id = ${party_id} and world = ${world} and is_active`,
  notRunning,
);

const forgetSilent = prepare<DropPartyEnded>(
  ({ world, at }) => sql`
    delete from world_reporter where world = ${world} and last < cast(${at} as double precision) - ${sql.lit(REPORTER_SILENCE_MS)}`,
);
