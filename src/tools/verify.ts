import { checkDropParties } from './check-drop-parties.ts';
import { checkDungeons } from './check-dungeons.ts';
import { checkUpdates } from './check-updates.ts';
import { runTool, type Tool } from './command.ts';
import { openPlace, placeOfServer } from './open-place.ts';
import { pagesOf, type Place } from './place.ts';
import { TABLES } from './schema.ts';

const TOOL: Tool<never> = {
  help: `npm run verify [-- PLACE]
Recomputes every total, average, median, number, witness count and version from the rows, and names what differs.
Looks at the server's database, which may be in use, or at PLACE: a backup, sqlite:FOLDER or postgres://...
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
      say(differences === 0 ? `${place.shown} agrees with itself.` : `${place.shown}: ${differences} differ.`);
      return differences === 0;
    } finally {
      await place.close(false);
    }
  },
};

/** One line for each thing that differs. */
export async function* verify(place: Place): AsyncGenerator<string> {
  if (place.engine === 'sqlite') yield* checkReferences(place);
  yield* checkJson(place);
  yield* checkDropParties(place);
  yield* checkDungeons(place);
  yield* checkUpdates(place);
}

/** PostgreSQL checks references itself, always. */
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

if (import.meta.main) await runTool(TOOL);
