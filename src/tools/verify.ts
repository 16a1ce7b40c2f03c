import { ANNOUNCEMENTS_KEPT_MAX, TOPIC_UPDATES_MAX } from '../store/limits.ts';
import { checkDropParties } from './check-drop-parties.ts';
import { checkDungeons } from './check-dungeons.ts';
import { runTool, type Tool } from './command.ts';
import { openPlace, placeOfServer } from './open-place.ts';
import { pagesOf, type Place } from './place.ts';
import { TABLES } from './schema.ts';

const TOOL: Tool<never> = {
  help: `npm run verify [-- PLACE]
Recomputes every total, average, median, number, witness count and version from the rows, and lists what differs.
Checks the server's database, which may be in use, or PLACE: a backup, sqlite:FOLDER or postgres://...
The exit code is 1 if anything differs.`,
  files: [0, 1],
  options: [],
  async run({ files: [address], env, say }) {
    const place = await openPlace(address ?? placeOfServer(env), 'look');
    try {
      let differences = 0;
      for await (const difference of verify(place)) {
        differences += 1;
        say(difference);
      }
      say(differences === 0 ? `${place.shown} is consistent.` : `${place.shown}: ${differences} differences.`);
      return differences === 0;
    } finally {
      await place.close(false);
    }
  },
};

/** One line for each difference. */
export async function* verify(place: Place): AsyncGenerator<string> {
  if (place.engine === 'sqlite') yield* checkReferences(place);
  yield* checkJson(place);
  yield* checkDropParties(place);
  yield* checkDungeons(place);
  yield* checkUpdates(place);
}

/** PostgreSQL always enforces references itself. */
async function* checkReferences(place: Place): AsyncGenerator<string> {
  for (const { table, parent } of await place.query('pragma foreign_key_check')) {
    yield `${String(table)}: a row refers to a row of ${String(parent)} that does not exist`;
  }
}

async function* checkJson(place: Place): AsyncGenerator<string> {
  for (const table of TABLES) {
    const names = table.columns.filter(({ type }) => type === 'json').map(({ name }) => name);
    if (names.length === 0) continue;
    for await (const rows of pagesOf(place, table)) {
      for (const row of rows) {
        for (const name of names.filter((name) => !isJson(row[name]))) {
          const keys = table.key.map((key) => String(row[key])).join(' ');
          yield `${table.name} ${keys}: ${name} is not JSON`;
        }
      }
    }
  }
}

function isJson(text: unknown): boolean {
  if (text === null) return true;
  try {
    JSON.parse(text as string);
    return true;
  } catch {
    return false;
  }
}

/** Numbers and slots of updates and announcements, and sizes of answers. */
async function* checkUpdates(place: Place): AsyncGenerator<string> {
  const topics = await place.query(`
    select name, t.seq, max(u.seq) as newest, max(u.seq) - min(u.seq) + 1 as span, count(*) as kept
    from topic t join topic_update u on u.topic = t.name group by name, t.seq
    having max(u.seq) > t.seq or max(u.seq) - min(u.seq) + 1 <> count(*)`);
  for (const { name, seq, newest, span, kept } of topics) {
    yield (newest as number) > (seq as number)
      ? `topic ${String(name)}: seq is ${String(seq)}, but update ${String(newest)} exists`
      : `topic ${String(name)}: only ${String(kept)} of its last ${String(span)} updates are kept`;
  }
  const misplaced = await place.query(`
    select 'update ' || seq || ' of topic ' || topic as what from topic_update where slot <> seq % ${TOPIC_UPDATES_MAX}
    union all select 'announcement ' || seq from announcement where slot <> seq % ${ANNOUNCEMENTS_KEPT_MAX}`);
  for (const { what } of misplaced) yield `${String(what)} is in the wrong slot`;
  for (const { id, bytes, n } of await place.query(
    'select id, bytes, octet_length(answer) as n from answer where bytes <> octet_length(answer)',
  )) {
    yield `answer ${String(id)}: bytes is ${String(bytes)}, but it has ${String(n)}`;
  }
}

if (import.meta.main) await runTool(TOOL);
