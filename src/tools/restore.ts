import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../errors.ts';
import { FolderLock, makeFolder, markMade } from '../store/sqlite/data-folder.ts';
import { runTool, type Tool } from './command.ts';
import { checkFile, copyDatabase } from './database-file.ts';

const TOOL: Tool<never> = {
  help: `npm run restore -- FILE
Restores a backup into DATA_DIR, which must not have a database. Stop the server first.`,
  files: [1, 1],
  options: [],
  async run({ files: [file], env: { DATA_DIR, DATABASE_URL, AUTH_SECRET }, say }) {
    if (DATABASE_URL) throw new OperatorError('DATABASE_URL is set: restore PostgreSQL with pg_restore or psql.');
    await restore(file!, DATA_DIR);
    say(`Restored ${file} into ${DATA_DIR}.`);
    if (!AUTH_SECRET && !existsSync(join(DATA_DIR, 'secret'))) {
      say(`Restore the secret before starting the server: copy it to ${DATA_DIR}/secret, or set AUTH_SECRET.`);
    }
    return true;
  },
};

/** Throws an OperatorError if the file is damaged, the folder already has a database, or a server is using it. */
export async function restore(file: string, dataDir: string): Promise<void> {
  checkFile(file);
  makeFolder(dataDir);
  const lock = FolderLock.take(dataDir);
  try {
    refuseDatabase(dataDir);
    await copyDatabase(file, join(dataDir, 'muster.db'));
    markMade(dataDir);
  } finally {
    lock.release();
  }
}

/** A leftover write-ahead log counts as a database: SQLite would apply it to the restored one. Removes it if it is empty. */
function refuseDatabase(dataDir: string): void {
  const log = statSync(join(dataDir, 'muster.db-wal'), { throwIfNoEntry: false });
  const found = existsSync(join(dataDir, 'muster.db')) ? 'muster.db' : log?.size ? 'muster.db-wal' : null;
  if (found) throw new OperatorError(`${dataDir} already has a database (${found}). Move it away first.`);
  for (const name of ['muster.db-wal', 'muster.db-shm']) rmSync(join(dataDir, name), { force: true });
}

if (import.meta.main) await runTool(TOOL);
