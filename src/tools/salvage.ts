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
Copies what can be read of a damaged SQLite database to a new file, and lists what cannot. The damaged file is not changed.
Figures and numbers are then made to fit the rows that are left. Put the new file into place with npm run restore.
The exit code is 1 if anything was lost.`,
  files: [0, 0],
  options: ['from', 'to'],
  async run({ options, say }) {
    const to = required(TOOL, options, 'to');
    const lost = await salvage(required(TOOL, options, 'from'), to, say);
    say(
      lost === 0 ? `${to} has everything.` : `${to} has what could be read; ${lost} things above are lost or changed.`,
    );
    return lost === 0;
  },
};

/** Gives how many things were lost or had to be changed, each of which it says. */
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

/** Also where the file is shorter than its first page says, which SQLite refuses otherwise. */
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
    const remedy = 'Nothing of it can be read: restore a backup.';
    throw new OperatorError(`${path} cannot be opened: ${(cause as Error).message}. ${remedy}`, { cause });
  }
}

/** A database without rows, made by the store itself in a folder that is removed again. */
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
