import { sql } from 'kysely';
import type { DropAdded, DropWitnessed } from '../../domain/drops/drop-events.ts';
import { REPORTERS_MAX } from '../../domain/limits.ts';
import { type ConfirmedGain, confirmedTotals } from './drop-corrections.ts';
import { prepare, type Query } from './statement.ts';

/** What reports add to a party. */
export type Reported = DropAdded | DropWitnessed;

/** The statements that add reports of one party to its figures, all at once. The drops among them have no gap. */
export function countReports(run: readonly Reported[]): Query[] {
  const { party_id } = run[0]!;
  const names = new Set(run.flatMap(({ reporter }) => reporter ?? []));
  return [...[...names].map((reporter) => addReporter({ party_id, reporter })), countRun(run)];
}

function countRun(run: readonly Reported[]): Query {
  const { party_id, world } = run[0]!;
  const drops = run.filter((event) => event.type === 'drop_added');
  const [first] = drops;
  const confirmed = run.flatMap((event) => confirmedGp(event) ?? []);
  const gained = { party_id, world, confirmedDrops: confirmed.length, confirmedGp: sumOf(confirmed) };
  if (!first) return countReporters(gained);
  return countDrops({
    ...gained,
    drops: drops.length,
    gp: sumOf(drops.map(({ value }) => value)),
    number: first.number,
    world_type: drops.find((drop) => drop.world_type !== null)?.world_type ?? null,
    at: drops.at(-1)!.at,
  });
}

function sumOf(values: readonly number[]): bigint {
  return values.reduce((sum, value) => sum + BigInt(value), 0n);
}

/** The GP of the drop that the event confirms. */
function confirmedGp(event: Reported): number | null {
  if (event.type === 'drop_witnessed') return event.confirmed_gp;
  return event.confirmed ? event.value : null;
}

/** Reporters are numbered from 1, so the highest place is their count. */
const reporters = sql`(select coalesce(max(place), 0) from drop_party_reporter where drop_party_id = drop_party.id)`;

type Counted = { party_id: number; world: number } & ConfirmedGain;

/** `drops` that follow each other, the first of which has this number, and their sum in GP. */
const countDrops = prepare<
  Counted & { drops: number; gp: bigint; number: number; world_type: string | null; at: number }
>(
  ({ party_id, world, drops, gp, number, world_type, at, confirmedDrops, confirmedGp }) => {
    // The total is avg_drop * total_drops + avg_rest: what the values exceed the average by is spread over all drops.
    const counted = sql`
      select total_drops + cast(${drops} as bigint) as n, avg_rest + cast(${gp} as bigint) - avg_drop * cast(${drops} as bigint) as gain`;
    const spread = sql`select n, gain, ((gain % n) + n) % n as rest from (${counted}) as counted`;
    return sql`
      update drop_party set
        (total_drops, avg_drop, avg_rest) = (select n, avg_drop + (gain - rest) / n, rest from (${spread}) as spread),
        last_drop_at = ${at}, world_type = coalesce(world_type, ${world_type}), witnesses = ${reporters},
        ${confirmedTotals({ confirmedDrops, confirmedGp })}
      where id = ${party_id} and world = ${world} and is_active and total_drops + removed_drops + 1 = ${number}`;
  },
  ({ party_id, number, world }) => `drop ${number} of party ${party_id} does not follow in world ${world}`,
);

const countReporters = prepare<Counted>(
  ({ party_id, world, confirmedDrops, confirmedGp }) => sql`
    update drop_party set witnesses = ${reporters}, ${confirmedTotals({ confirmedDrops, confirmedGp })}
    where id = ${party_id} and world = ${world} and is_active`,
  notRunning,
);

/** Up to REPORTERS_MAX, each once, numbered from 1. */
const addReporter = prepare<{ party_id: number; reporter: string }>(
  ({ party_id, reporter }) => sql`
    insert into drop_party_reporter (drop_party_id, reporter, place)
    select id, ${reporter}, ${reporters} + 1 from drop_party
    where id = ${party_id} and ${reporters} < ${sql.lit(REPORTERS_MAX)}
    on conflict do nothing`,
);

export function notRunning({ party_id, world }: { party_id: number; world: number }): string {
  return `party ${party_id} does not run in world ${world}`;
}
