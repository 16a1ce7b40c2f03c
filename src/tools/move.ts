import { OperatorError } from '../errors.ts';
import type { Row } from '../store/sql/Engine.ts';
import { required, runTool, type Say, type Tool } from './command.ts';
import { openPlace } from './open-place.ts';
import { pagesOf, type Place, quoted } from './place.ts';
import { type Table, TABLES } from './schema.ts';

/** Values per statement. SQLite allows 32,766, PostgreSQL 65,535. */
const VALUES_MAX = 8_000;

/** Tables that have rows even in an empty database. */
const ALWAYS_FILLED = new Set(['counter', 'probe']);

const TOOL: Tool<'from' | 'to'> = {
  help: `npm run move -- --from PLACE --to PLACE
Copies everything from one database to another, which must be empty. Stop the servers that use either of them first.
A PLACE is sqlite:FOLDER (a data folder) or postgres://user:password@host:5432/database.
The installation's secret and operator.json are not in the database: copy them yourself.`,
  files: [0, 0],
  options: ['from', 'to'],
  async run({ options, say }) {
    const [from, to] = await moveBetween(required(TOOL, options, 'from'), required(TOOL, options, 'to'), say);
    say(`Copied ${from.shown}, which is unchanged, to ${to.shown}.`);
    return true;
  },
};

/** Copies all or nothing. Throws an OperatorError where `openPlace` or `move` does. */
export async function moveBetween(fromAddress: string, toAddress: string, say: Say): Promise<[from: Place, to: Place]> {
  if (fromAddress === toAddress) throw new OperatorError('--from and --to are the same place: nothing to move.');
  const from = await openPlace(fromAddress, 'take');
  try {
    const to = await openPlace(toAddress, 'fill');
    let isMoved = false;
    try {
      await move(from, to, say);
      isMoved = true;
    } finally {
      await to.close(isMoved);
    }
    return [from, to];
  } finally {
    await from.close(false);
  }
}

/** Throws an OperatorError if the target already has rows, or rejects one. */
async function move(from: Place, to: Place, say: Say): Promise<void> {
  for (const { name } of TABLES) {
    if (ALWAYS_FILLED.has(name)) await to.query(`delete from ${quoted(name)}`);
    else if ((await to.query(`select 1 from ${quoted(name)} limit 1`)).length > 0) {
      throw new OperatorError(`${to.shown} is not empty: its table ${name} has rows. Use an empty database.`);
    }
  }
  for (const table of TABLES) {
    let moved = 0;
    for await (const rows of pagesOf(from, table)) {
      await insertRows(to, table, rows);
      moved += rows.length;
    }
    const [row] = await to.query(`select count(*) as n from ${quoted(table.name)}`);
    if (row!['n'] !== moved) throw new Error(`${table.name}: ${moved} rows were copied, ${String(row!['n'])} arrived`);
    if (to.engine === 'postgres') await advanceSequence(to, table);
    say(`${table.name}: ${moved} ${moved === 1 ? 'row' : 'rows'}`);
  }
}

async function insertRows(to: Place, { name, columns }: Table, rows: Row[]): Promise<void> {
  const names = columns.map((column) => quoted(column.name)).join();
  // PostgreSQL rejects explicit values for generated ids without this.
  const ids = to.engine === 'postgres' ? 'overriding system value' : '';
  const atOnce = Math.floor(VALUES_MAX / columns.length);
  for (let first = 0; first < rows.length; first += atOnce) {
    const values = rows.slice(first, first + atOnce).map((row) =>
      columns.map(({ name: column, type }) => {
        const value = row[column];
        return type === 'bool' && value !== null ? Boolean(value) : value;
      }),
    );
    const places = values.map((_, i) => `(${columns.map((_, j) => `$${i * columns.length + j + 1}`).join()})`);
    try {
      await to.query(`insert into ${quoted(name)} (${names}) ${ids} values ${places.join()}`, values.flat());
    } catch (cause) {
      const remedy = `Nothing was moved. Check the source: npm run verify`;
      throw new OperatorError(`${name}: ${(cause as Error).message}. ${remedy}`, { cause });
    }
  }
}

/** Copied ids do not advance PostgreSQL's sequence, so its next id would already be taken. */
async function advanceSequence(to: Place, { name, columns }: Table): Promise<void> {
  if (!columns.some(({ type }) => type === 'id')) return;
  await to.query(
    `select setval(pg_get_serial_sequence($1, 'id'), (select coalesce(max(id), 0) + 1 from ${quoted(name)}), false)`,
    [quoted(name)],
  );
}

if (import.meta.main) await runTool(TOOL);
