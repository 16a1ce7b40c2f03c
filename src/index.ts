import { resolve } from 'node:path';
import { adminPassword, type Env, readEnv } from './config/env.ts';
import { OperatorError } from './errors.ts';
import { buildApp } from './main/build-app.ts';
import { exitOnUncaughtException, shutDownOnSignals } from './main/shutdown.ts';
import { makeLog } from './log.ts';

try {
  await start(readEnv(process.env));
} catch (error) {
  console.error(error instanceof OperatorError ? `Muster did not start. ${error.message}` : error);
  // Nothing that was opened so far has work to finish.
  process.exit(1);
}

async function start(env: Env): Promise<void> {
  const log = makeLog(env);
  exitOnUncaughtException(log);
  const admin = adminPassword(env);
  const app = await buildApp({ ...env, ADMIN_PASSWORD: admin?.password }, log);
  shutDownOnSignals(app, log);
  const at = `http://${env.HOST === '0.0.0.0' ? 'localhost' : env.HOST}:${app.port}`;
  log.info(`Muster listens on ${at}`);
  log.info(`board    ${at}/`);
  log.info(`parties  ${at}/parties, live in the Colyseus room "board"`);
  log.info(`API      ${at}/docs`);
  log.info(
    admin
      ? `monitor  ${at}/monitor, user admin${admin.generated ? `, password ${admin.password} until the next start` : ''}`
      : 'monitor  off: set ADMIN_PASSWORD to have it',
  );
  log.info(`data     ${resolve(env.DATA_DIR)}`);
}
