import { readEnv } from './config/env.ts';
import { buildApp } from './main/build-app.ts';
import { makeLog } from './observability/log.ts';

const env = readEnv(process.env);
const log = makeLog(env);
const app = await buildApp(env, log);
log.info(`listening on ${env.HOST}:${app.port}`);
