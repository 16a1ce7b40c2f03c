import { OperatorError } from '../errors.ts';
import { databaseIn, copyDatabase } from './database-file.ts';
import { runTool, type Tool } from './command.ts';

const TOOL: Tool<never> = {
  help: `npm run backup -- FILE
Copies the SQLite database in DATA_DIR to FILE, which must not exist yet. The server may be running.
The installation's secret is not included: keep DATA_DIR/secret, or AUTH_SECRET, with the backup.
Back up PostgreSQL with pg_dump.`,
  files: [1, 1],
  options: [],
  async run({ files: [file], env, say }) {
    if (env.DATABASE_URL) throw new OperatorError('DATABASE_URL is set: back up PostgreSQL with pg_dump.');
    const bytes = await copyDatabase(databaseIn(env.DATA_DIR), file!);
    say(`Backed up ${env.DATA_DIR} to ${file} (${bytes} bytes, checked).`);
    say(`Keep the secret with it: ${env.AUTH_SECRET ? 'AUTH_SECRET' : `${env.DATA_DIR}/secret`}.`);
    return true;
  },
};

await runTool(TOOL);
