import type { DatabaseSync } from 'node:sqlite';

/** SQLite result codes that do not blame the statement: SQLITE_BUSY, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB. */
const STORAGE_CODES = new Set([5, 7, 8, 10, 11, 13, 14, 15, 26]);
const [CORRUPT, NOT_A_DATABASE] = [11, 26];

/** Lines of `pragma integrity_check` that a message shows. */
const CHECK_LINES_MAX = 5;

function codeOf(error: unknown): number | null {
  // An extended code has the primary code in its lowest byte.
  return error instanceof Error && 'errcode' in error ? (error.errcode as number) & 0xff : null;
}

/** Whether the disk or the file is to blame, rather than the statement. */
export function isStorageFault(error: unknown): boolean {
  const code = codeOf(error);
  return code !== null && STORAGE_CODES.has(code);
}

/** Whether the file is an SQLite database, but a corrupt one. */
export function isDamage(error: unknown): boolean {
  return codeOf(error) === CORRUPT;
}

/** What to tell the operator if the error comes from a damaged file, else null. */
export function damageOf(error: unknown, db: DatabaseSync, path: string): Error | null {
  const code = codeOf(error);
  if (code !== CORRUPT && code !== NOT_A_DATABASE && !(error instanceof DamagedError)) return null;
  return new Error(
    `${path} is damaged: ${faultsIn(db) ?? (error as Error).message}. Nothing was changed. ` +
      'Restore a backup, or recover what can be read with `npm run salvage` (docs/operating.md).',
    { cause: error },
  );
}

class DamagedError extends Error {}

/** Throws if the file is corrupt. */
export function checkIntegrity(db: DatabaseSync): void {
  const faults = faultsIn(db);
  if (faults !== null) throw new DamagedError(faults);
}

/** Null if the file is sound. A page may be so damaged that the check itself fails. */
function faultsIn(db: DatabaseSync): string | null {
  try {
    const rows = db.prepare(`pragma integrity_check(${CHECK_LINES_MAX})`).all();
    const lines = rows.map((row) => Object.values(row).join());
    return lines.join() === 'ok' ? null : lines.join('; ');
  } catch (error) {
    return (error as Error).message;
  }
}
