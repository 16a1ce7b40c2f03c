import { OperatorError } from '../errors.ts';
import { databaseIn, copyDatabase } from './database-file.ts';
import { runTool, type Tool } from './command.ts';

const TOOL: Tool<never> = {
  help: `npm run backup -- FILE
Copies the SQLite database of DATA_DIR to FILE, which must not exist. The server may run meanwhile.
The secret of the installation is not in it: keep DATA_DIR/secret, or AUTH_SECRET, beside it.
Back up PostgreSQL with pg_dump.`,
  files: [1, 1],
  options: [],
  async run({ files: [file], env, say }) {
    if (env.DATABASE_URL) throw new OperatorError('DATABASE_URL is set: back PostgreSQL up with pg_dump.');
    const bytes = await copyDatabase(databaseIn(env.DATA_DIR), file!);
    say(`${file} has everything that was stored in ${env.DATA_DIR} (${bytes} bytes, checked).`);
    say(`Keep the secret too: ${env.AUTH_SECRET ? 'AUTH_SECRET' : `${env.DATA_DIR}/secret`}.`);
    return true;
  },
};

await runTool(TOOL);
