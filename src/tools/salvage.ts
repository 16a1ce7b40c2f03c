import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { OperatorError } from '../errors.ts';
import { MIGRATIONS } from '../store/sql/migrations.ts';
import { SqliteEngine } from '../store/sqlite/SqliteEngine.ts';
import { required, runTool, type Say, type Tool } from './command.ts';
import { makeSingleFile, reserveFile, syncFile } from './database-file.ts';
import { openPlace } from './open-place.ts';
import { copyReadable } from './salvage-table.ts';
import { repair } from './salvage-repairs.ts';
import { TABLES } from './schema.ts';
import { verify } from './verify.ts';

const TOOL: Tool<'from' | 'to'> = {
  help: `npm run salvage -- --from muster.db --to NEW.db
Copies what can be read from a damaged SQLite database to a new file, and lists what cannot. The damaged file is not changed.
Totals and numbers are then recomputed from the remaining rows. Restore the new file with npm run restore.
The exit code is 1 if anything was lost.`,
  files: [0, 0],
  options: ['from', 'to'],
  async run({ options, say }) {
    const to = required(TOOL, options, 'to');
    const lost = await salvage(required(TOOL, options, 'from'), to, say);
    say(
      lost === 0 ? `Recovered everything to ${to}.` : `Recovered what could be read to ${to}; ${lost} problems above.`,
    );
    return lost === 0;
  },
};

/** Says what was lost or had to be changed. Returns how many such lines there were. */
export async function salvage(from: string, to: string, say: Say): Promise<number> {
  const source = open(from);
  try {
    await makeEmpty(to);
    let lost = 0;
    const tell: Say = (line) => {
      lost += 1;
      say(line);
    };
    const target = new DatabaseSync(to, { enableForeignKeyConstraints: false });
    try {
      target.exec('begin');
      for (const table of TABLES) {
        const copied = copyReadable(source, target, table, tell);
        say(`${table.name}: ${copied} ${copied === 1 ? 'row' : 'rows'}`);
      }
      if (lost > 0) repair(target, tell);
      target.exec('commit');
    } finally {
      target.close();
    }
    makeSingleFile(to);
    syncFile(to);
    const place = await openPlace(to, 'look');
    for await (const difference of verify(place)) tell(difference);
    await place.close(false);
    return lost;
  } finally {
    source.close();
  }
}

/** Also opens a file that is shorter than its header says, which SQLite otherwise refuses. */
function open(path: string): DatabaseSync {
  if (!existsSync(path)) throw new OperatorError(`There is no file ${path}. Check its name.`);
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    db.enableDefensive(false);
    db.exec('pragma writable_schema = on');
    db.prepare('select count(*) from sqlite_schema').get();
    return db;
  } catch (cause) {
    db.close();
    const remedy = 'Nothing in it can be read: restore a backup.';
    throw new OperatorError(`${path} cannot be opened: ${(cause as Error).message}. ${remedy}`, { cause });
  }
}

/** Lets the store itself create the empty database, in a temporary folder. */
async function makeEmpty(path: string): Promise<void> {
  reserveFile(path);
  const folder = mkdtempSync(join(dirname(resolve(path)), '.muster-salvage-'));
  try {
    const engine = new SqliteEngine(folder);
    await engine.open(MIGRATIONS);
    await engine.close();
    renameSync(join(folder, 'muster.db'), path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) await runTool(TOOL);
