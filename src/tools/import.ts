import { sql } from 'kysely';
import type { Engine, Row } from '../store/sql/Engine.ts';
import { MIGRATIONS } from '../store/sql/migrations.ts';
import { insert, prepare, type Query, update } from '../store/sql/statement.ts';
import { runTool, type Say, type Tool } from './command.ts';
import { figuresOf } from './drop-figures.ts';
import { type Partytime, type PartytimeParty, readPartytime } from './partytime-file.ts';
import { engineOf, placeOfServer } from './open-place.ts';

const TOOL: Tool<never> = {
  help: `npm run import -- FILE
Imports the drop parties of a partytime server's database (SQLite, tables drop_party and drop) into the Muster database.
Stop Muster first. Parties that were imported before are skipped, and so are invalid rows, each with the reason.
The file has no time for each drop: the times are spread evenly from the start of the party to its last drop.`,
  files: [1, 1],
  options: [],
  async run({ files: [file], env, say }) {
    const source = readPartytime(file!, say);
    const engine = engineOf(placeOfServer(env));
    await engine.open(MIGRATIONS);
    try {
      await importDropParties(source, engine, { now: Date.now(), idleMs: env.PARTY_IDLE_MS, say });
    } finally {
      await engine.close();
    }
    return true;
  },
};

type Settings = { now: number; /** A party ends after this long without a drop. */ idleMs: number; say: Say };

/** Imports each drop party whole or not at all, so an interrupted import can be run again. */
export async function importDropParties(
  { parties, rows }: Partytime,
  engine: Engine,
  { now, idleMs, say }: Settings,
): Promise<void> {
  const counters = await countersOf(engine);
  const newest = new Map(parties.filter(({ is_active }) => is_active).map(({ world, id }) => [world, id]));
  const imported = { parties: 0, drops: 0 };
  for (const party of parties) {
    const { id, world, drops } = party;
    const [before, running] = await ask(engine, [sameParty(party), runningParty({ world })]);
    if (before) {
      const fewer =
        before['total_drops'] === drops.length ? '' : `, with ${String(before['total_drops'])} of its drops`;
      say(`drop party ${id} of world ${world} was already imported as ${String(before['id'])}${fewer}`);
      continue;
    }
    const isLate = !party.is_active || now - party.last_drop_at >= idleMs;
    const state = isLate || running || newest.get(world) !== id ? 'ended' : 'running';
    const number = (counters.party += 1);
    const place = state === 'ended' ? (counters.ended += 1) : null;
    const ended = place === null ? null : { ended_at: party.last_drop_at + idleMs, ended_place: place };
    const [outcome] = await engine.write([writesOf(party, number, ended).map((query) => query(engine.dialect))]);
    if (outcome?.type === 'refused') throw new Error(`drop party ${id} was refused: ${outcome.reason}`);
    const { total, avg_drop } = figuresOf(drops.map(({ value }) => value));
    const corrected = avg_drop === party.avg_drop ? '' : `, average ${avg_drop} instead of ${party.avg_drop}`;
    const summary = `${state}, ${drops.length} drops, ${total} GP${corrected}`;
    say(`drop party ${id} of world ${world} imported as ${number}: ${summary}`);
    imported.parties += 1;
    imported.drops += drops.length;
  }
  say(`Imported ${imported.parties} of ${rows.parties} drop parties and ${imported.drops} of ${rows.drops} drops.`);
}

type Counters = { party: number; ended: number };

const counter = prepare<{ name: string }>(({ name }) => sql`select value from counter where name = ${name}`);
const runningParty = prepare<{ world: number }>(
  ({ world }) => sql`select id from drop_party where world = ${world} and is_active`,
);
/** No two parties of a world start in the same millisecond. */
const sameParty = prepare<Pick<PartytimeParty, 'world' | 'created_at'>>(
  ({ world, created_at }) => sql`
    select id, total_drops from drop_party where world = ${world} and created_at = ${created_at}`,
);
/** Skips a number, so that reconnecting watchers get a full resync. */
const skipUpdate = prepare<{ name: string }>(({ name }) => sql`update topic set seq = seq + 1 where name = ${name}`);

/** The first row of each query. */
async function ask(engine: Engine, queries: Query[]): Promise<(Row | undefined)[]> {
  const answers = await engine.read(queries.map((query) => query(engine.dialect)));
  return answers.map(([row]) => row);
}

async function countersOf(engine: Engine): Promise<Counters> {
  const [parties, ended] = await ask(engine, [counter({ name: 'drop_party' }), counter({ name: 'ended_drop_party' })]);
  return { party: parties!['value'] as number, ended: ended!['value'] as number };
}

type End = { ended_at: number; ended_place: number };

function writesOf(party: PartytimeParty, id: number, end: End | null): Query[] {
  const { world, created_at, last_drop_at, drops } = party;
  const { total_drops, avg_drop, avg_rest, median_drop, drops_by_value } = figuresOf(drops.map(({ value }) => value));
  const figures = { total_drops, avg_drop, avg_rest, median_drop: end && median_drop };
  const state = { is_active: !end, is_settled: Boolean(end), ended_at: null, ended_place: null, ...end };
  const lapMs = (last_drop_at - created_at) / Math.max(1, total_drops - 1);
  return [
    insert('drop_party', { id, world, world_type: null, created_at, last_drop_at, ...figures, ...state }),
    ...drops.map(({ item_id, item_name, quantity, value }, i) =>
      insert('drop', {
        drop_party_id: id,
        number: i + 1,
        item_id,
        item_name: item_name.trim(),
        quantity,
        value,
        dropped_at: i + 1 === total_drops ? last_drop_at : Math.floor(created_at + i * lapMs),
        witnesses: 0,
      }),
    ),
    update('counter', { value: id }, { name: 'drop_party' }),
    ...(end ? [update('counter', { value: end.ended_place }, { name: 'ended_drop_party' })] : []),
    ...(end ? [] : runningWrites(id, world, drops_by_value)),
  ];
}

/** What only a running drop party needs. */
function runningWrites(id: number, world: number, drops_by_value: Map<number, number>): Query[] {
  const counts = [...drops_by_value].map(([value, drops]) =>
    insert('drop_party_value', { drop_party_id: id, value, drops }),
  );
  return [...counts, skipUpdate({ name: 'board' }), skipUpdate({ name: `world:${world}` })];
}

if (import.meta.main) await runTool(TOOL);
