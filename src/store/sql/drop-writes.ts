import { sql } from 'kysely';
import type { DropAdded, DropEvent, DropPartyEnded, DropWitnessed } from '../../domain/drops/drop-events.ts';
import { PRIVATE_MS } from '../../domain/drops/open-drops.ts';
import { REPORTER_SILENCE_MS } from '../../domain/drops/presence.ts';
import { REPORTERS_MAX } from '../../domain/limits.ts';
import { type ConfirmedGain, confirmWrites, confirmedTotals, recountWrites, removeWrites } from './drop-corrections.ts';
import { median } from './drop-reads.ts';
import { insert, prepare, type Query } from './statement.ts';

/** The statements for a drop party's event. None reads more than a few rows, however large the party is. */
export function dropWrites(event: DropEvent): Query[] {
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
    case 'drop_added':
      return added(event);
    case 'drop_witnessed':
      return witnessed(event);
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

function added(event: DropAdded): Query[] {
  const { party_id: drop_party_id, number, item_id, item_name, quantity, value, reporter, tick, at } = event;
  const { plane, x, y } = event.tile ?? { plane: null, x: null, y: null };
  const { source, key: ingest_key, confirmed, suspect, despawns_in, public_in, dies } = event;
  const where = { dropped_at: at, dies, plane, x, y, witnesses: reporter === null ? 0 : 1 };
  const trust = { reporter, source, ingest_key, confirmed, suspect };
  const drop = insert('drop', { drop_party_id, number, item_id, item_name, quantity, value, ...where, ...trust });
  const count = countDrop({ ...event, confirmedDrops: confirmed ? 1 : 0, confirmedGp: confirmed ? value : 0 });
  if (reporter === null) return [count, drop, countValue(event)];
  const seen = { ...event, reporter };
  const said = { tick, despawns_in, public_in };
  const first = insert('drop_witness', { drop_party_id, number, reporter, ...said, seen_at: at, place: 1 });
  return [addReporter(seen), count, drop, first, countValue(event), hear(seen)];
}

function witnessed(event: DropWitnessed): Query[] {
  const { vouchers, confirmed_gp, dies } = event;
  const confirms = confirmed_gp !== null;
  const gains = { ...event, confirmedDrops: confirms ? 1 : 0, confirmedGp: confirmed_gp ?? 0 };
  const voucherText = vouchers && JSON.stringify(vouchers);
  return [
    addReporter(event),
    countReporter(gains),
    see(event),
    countWitness({ ...event, voucherText, confirms }),
    hear(event),
    ...(dies === null ? [] : [setDies({ ...event, dies })]),
  ];
}

/** An id that did not come from newDropPartyId counts as used, too. */
const skipIds = prepare<DropEvent>(
  ({ party_id }) => sql`update counter set value = ${party_id} where name = 'drop_party' and value < ${party_id}`,
);

/** Reporters are numbered from 1, so the highest place is their count. */
const reporters = sql`(select coalesce(max(place), 0) from drop_party_reporter where drop_party_id = drop_party.id)`;

const countDrop = prepare<DropAdded & ConfirmedGain>(
  ({ party_id, world, world_type, number, value, at, confirmedDrops, confirmedGp }) => {
    // The total is avg_drop * total_drops + avg_rest: what a value exceeds the average by is spread over all drops.
    const gained = { confirmedDrops, confirmedGp };
    const gain = sql`(avg_rest + cast(${value} as bigint) - avg_drop)`;
    const rest = sql`(((${gain} % (total_drops + 1)) + total_drops + 1) % (total_drops + 1))`;
    return sql`
      update drop_party set
        total_drops = total_drops + 1, avg_drop = avg_drop + (${gain} - ${rest}) / (total_drops + 1), avg_rest = ${rest},
        last_drop_at = ${at}, world_type = coalesce(world_type, ${world_type}), witnesses = ${reporters},
        ${confirmedTotals(gained)}
      where id = ${party_id} and world = ${world} and is_active and total_drops + removed_drops + 1 = ${number}`;
  },
  ({ party_id, number, world }) => `drop ${number} of party ${party_id} does not follow in world ${world}`,
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

/** Up to REPORTERS_MAX, each once, numbered from 1. */
const addReporter = prepare<Sighting>(
  ({ party_id, reporter }) => sql`
    insert into drop_party_reporter (drop_party_id, reporter, place)
    select id, ${reporter}, witnesses + 1 from drop_party where id = ${party_id} and witnesses < ${sql.lit(REPORTERS_MAX)}
    on conflict do nothing`,
);

const countReporter = prepare<DropWitnessed & ConfirmedGain>(
  ({ party_id, world, confirmedDrops, confirmedGp }) => sql`
    update drop_party set witnesses = ${reporters}, ${confirmedTotals({ confirmedDrops, confirmedGp })} where id = ${party_id} and world = ${world} and is_active`,
  notRunning,
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

function notRunning({ party_id, world }: DropEvent): string {
  return `party ${party_id} does not run in world ${world}`;
}
