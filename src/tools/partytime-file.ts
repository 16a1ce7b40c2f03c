import type { DatabaseSync } from 'node:sqlite';
import { ITEM_NAME_LENGTH_MAX, JAVA_INT_MAX, VALUE_GP_MAX, WORLD_MAX } from '../domain/limits.ts';
import { OperatorError } from '../errors.ts';
import type { Say } from './command.ts';
import { openFile } from './database-file.ts';

/** A partytime drop has no time, tile or reporter. */
export type PartytimeDrop = { id: number; item_id: number; item_name: string; quantity: number; value: number };

/** Times are epoch milliseconds; drops are ordered by id. */
export type PartytimeParty = {
  id: number;
  world: number;
  avg_drop: number;
  is_active: boolean;
  created_at: number;
  last_drop_at: number;
  drops: PartytimeDrop[];
};

/** `rows` counts the rows in the file, valid or not. */
export type Partytime = { parties: PartytimeParty[]; rows: { parties: number; drops: number } };
type Raw = Record<string, unknown>;

/** Times as SQLModel writes them, `2026-11-27 06:45:39.757377`, or in ISO 8601. Without a zone they are UTC. */
const TIME = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/;

/**
 * The valid drop parties in a partytime server's database, ordered by last drop. Says which rows are skipped, and why.
 * Throws an OperatorError if the file is not such a database.
 */
export function readPartytime(path: string, say: Say): Partytime {
  const db = openFile(path);
  try {
    const parties = read(
      db,
      'drop_party',
      ['id', 'world', 'avg_drop', 'is_active', 'created_at', 'last_drop_at'],
      path,
    );
    const drops = read(db, 'drop', ['id', 'item_id', 'drop_party_id', 'item_name', 'quantity', 'value'], path);
    const valid = new Map(parties.flatMap((row) => partyOf(row, drops, say)).map((party) => [party.id, party]));
    const known = new Set(parties.map(({ id }) => id));
    for (const row of drops) {
      const party = valid.get(row['drop_party_id'] as number);
      const faults = known.has(row['drop_party_id'])
        ? faultsOfDrop(row)
        : [`there is no drop party ${String(row['drop_party_id'])}`];
      if (faults.length > 0) say(`drop ${String(row['id'])} skipped: ${faults.join('; ')}`);
      else party?.drops.push(row as PartytimeDrop);
    }
    const filled = [...valid.values()].filter(({ id, drops }) => {
      if (drops.length === 0) say(`drop party ${id} skipped: it has no valid drops`);
      return drops.length > 0;
    });
    return {
      parties: filled.toSorted((a, b) => a.last_drop_at - b.last_drop_at || a.id - b.id),
      rows: { parties: parties.length, drops: drops.length },
    };
  } finally {
    db.close();
  }
}

function read(db: DatabaseSync, table: string, columns: string[], path: string): Raw[] {
  try {
    const statement = db.prepare(`select ${columns.join()} from "${table}" order by id`);
    // Otherwise the driver throws at a number beyond 2^53, instead of that row being skipped with a reason.
    statement.setReadBigInts(true);
    return statement.all().map((row) => {
      const plain = Object.entries(row).map(([name, value]) => [
        name,
        typeof value === 'bigint' ? Number(value) : value,
      ]);
      return Object.fromEntries(plain) as Raw;
    });
  } catch (cause) {
    throw new OperatorError(
      `${path} is not a database of a partytime server: ${(cause as Error).message}. It must have the tables drop_party and drop.`,
      { cause },
    );
  }
}

function partyOf(row: Raw, drops: Raw[], say: Say): PartytimeParty[] {
  const times = [timeOf(row['created_at']), timeOf(row['last_drop_at'])];
  const faults = [
    ...notWhole(row, 'world', 1, WORLD_MAX),
    ...['created_at', 'last_drop_at'].filter((_, i) => times[i] === null).map((name) => `${name} is not a time`),
  ];
  if (faults.length > 0) {
    const count = drops.filter((drop) => drop['drop_party_id'] === row['id']).length;
    say(`drop party ${String(row['id'])} and its ${count} drops skipped: ${faults.join('; ')}`);
    return [];
  }
  const created_at = times[0]!;
  return [
    {
      ...(row as PartytimeParty),
      is_active: Boolean(row['is_active']),
      created_at,
      last_drop_at: Math.max(times[1]!, created_at),
      drops: [],
    },
  ];
}

function faultsOfDrop(row: Raw): string[] {
  const name = row['item_name'];
  const isName = typeof name === 'string' && name.trim() !== '' && name.length <= ITEM_NAME_LENGTH_MAX;
  return [
    ...notWhole(row, 'item_id', 0, JAVA_INT_MAX),
    ...notWhole(row, 'quantity', 1, JAVA_INT_MAX),
    ...notWhole(row, 'value', 0, VALUE_GP_MAX),
    ...(isName ? [] : [`item_name must be 1 to ${ITEM_NAME_LENGTH_MAX} characters`]),
  ];
}

function notWhole(row: Raw, name: string, min: number, max: number): string[] {
  const value = row[name];
  if (Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max) return [];
  return [`${name} ${String(value)} is not a whole number from ${min} to ${max}`];
}

function timeOf(text: unknown): number | null {
  const [, day, time, fraction = '', zone = 'Z'] = TIME.exec(String(text)) ?? [];
  if (day === undefined) return null;
  const at = Date.parse(`${day}T${time}${fraction.slice(0, 4)}${zone}`);
  return Number.isNaN(at) ? null : at;
}
