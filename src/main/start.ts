import { isIPv6 } from 'node:net';
import { resolve } from 'node:path';
import { adminPassword, readEnv } from '../config/env.ts';
import { isFileFault, OperatorError } from '../errors.ts';
import { isBoardBuilt } from '../http/built-page.ts';
import { makeLog } from '../log.ts';
import { databaseAddress } from '../store/postgres/connection.ts';
import { buildApp } from './build-app.ts';
import { exitOnUncaughtException, type HandOver } from './shutdown.ts';

/** Addresses that mean all of this machine's, which a browser cannot open. */
const ANY_ADDRESS = new Set(['0.0.0.0', '::']);

/** Starts the server and prints its addresses. Says what is wrong and exits with code 1 if it cannot start. */
export async function start(variables: NodeJS.ProcessEnv, handOver: HandOver): Promise<void> {
  try {
    await serve(variables, handOver);
  } catch (error) {
    const reason = reasonOf(error);
    console.error(reason === null ? error : `Muster did not start. ${reason}`);
    // Nothing that was opened so far has work to finish.
    process.exit(1);
  }
}

async function serve(variables: NodeJS.ProcessEnv, handOver: HandOver): Promise<void> {
  const env = readEnv(variables);
  const log = makeLog(env);
  exitOnUncaughtException(log);
  const admin = adminPassword(env);
  const app = await buildApp({ ...env, ADMIN_PASSWORD: admin?.password }, log);
  handOver(app, log);
  const at = `http://${hostOf(env.HOST)}:${app.port}`;
  log.info(`Muster listens on ${at}`);
  if (isBoardBuilt()) log.info(`board    ${at}/`);
  else log.warn('board    off: the page is not built. Build it with `npm run board`');
  log.info(`parties  ${at}/parties, live in the Colyseus room "board"`);
  log.info(`API      ${at}/docs`);
  log.info(
    admin
      ? `admin    ${at}/admin and ${at}/monitor, user admin${admin.generated ? `, password ${admin.password} until the next start` : ''}`
      : 'admin    off: set ADMIN_PASSWORD to have /admin and /monitor',
  );
  if (env.METRICS_TOKEN || env.NODE_ENV !== 'production') log.info(`metrics  ${at}/metrics`);
  else log.info('metrics  off: set METRICS_TOKEN to have them');
  const { DATABASE_URL } = env;
  log.info(
    `data     ${DATABASE_URL === undefined ? resolve(env.DATA_DIR) : `the database ${databaseAddress(DATABASE_URL).shown}`}`,
  );
}

/** Why the server cannot start, if whoever runs it can mend that; null for a fault of ours, whose stack is needed. */
function reasonOf(error: unknown): string | null {
  if (error instanceof OperatorError) return error.message;
  if (!isFileFault(error)) return null;
  return `${error.message}. The user that runs it must be able to read and write DATA_DIR and everything in it.`;
}

/** The host as URLs have it. */
export function hostOf(address: string): string {
  if (ANY_ADDRESS.has(address)) return 'localhost';
  return isIPv6(address) ? `[${address}]` : address;
}
