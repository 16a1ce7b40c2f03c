import { pino, type Logger } from 'pino';
import type { Env } from './config/env.ts';

export type Log = Logger;

/** Pretty output in development, JSON lines elsewhere. Requests are logged without headers, which may hold secrets. */
export function makeLog(env: Pick<Env, 'NODE_ENV' | 'LOG_LEVEL'>): Log {
  const pretty = env.NODE_ENV === 'development' && env.LOG_LEVEL !== 'silent';
  return pino({
    level: env.LOG_LEVEL,
    ...(pretty
      ? { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname', translateTime: 'HH:MM:ss' } } }
      : {}),
  });
}
