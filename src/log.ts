import { type DestinationStream, pino, type LogFn, type Logger, type LoggerOptions } from 'pino';
import type { Env } from './config/env.ts';
import { requestContext } from './observability/request-context.ts';

export type Log = Logger;

/** Lines of one kind that are logged in a period. More are counted, and the count is logged at its end. */
const LINES_PER_PERIOD_MAX = 20;
const PERIOD_MS = 10_000;

/** Kinds that are told apart in a period: some lines quote what a client sent. The lines of all others are of one kind. */
const KINDS_MAX = 200;

/** Characters that tell kinds apart. */
const KIND_LENGTH = 40;

/** Pretty output in development, JSON lines elsewhere or where a destination is given. Requests are logged without headers, which may hold secrets. */
export function makeLog(env: Pick<Env, 'NODE_ENV' | 'LOG_LEVEL'>, destination?: DestinationStream): Log {
  const pretty = env.NODE_ENV === 'development' && env.LOG_LEVEL !== 'silent' && !destination;
  const options: LoggerOptions = {
    level: env.LOG_LEVEL,
    hooks: { logMethod: sampled() },
    mixin: requestFields,
    ...(pretty
      ? { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname', translateTime: 'HH:MM:ss' } } }
      : {}),
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Which request a line is about. */
function requestFields(): object {
  const request = requestContext.getStore();
  return request ? { request_id: request.id } : {};
}

/** Logs only some of the lines that clients or faults can repeat without end: those of an error, and texts alone. */
function sampled() {
  const counts = new Map<string, number>();
  return function logMethod(this: Logger, args: Parameters<LogFn>, log: LogFn, level: number): void {
    const kind = level < pino.levels.values['fatal']! ? kindOf(args, level) : null;
    if (kind === null) return log.apply(this, args);
    const known = counts.has(kind) || counts.size < KINDS_MAX ? kind : `${level} others`;
    const count = (counts.get(known) ?? 0) + 1;
    counts.set(known, count);
    if (count === 1) requestContext.exit(() => setTimeout(endPeriod, PERIOD_MS, this, log, known).unref());
    if (count <= LINES_PER_PERIOD_MAX) log.apply(this, args);
  };

  function endPeriod(logger: Logger, log: LogFn, kind: string): void {
    const left = counts.get(kind)! - LINES_PER_PERIOD_MAX;
    counts.delete(kind);
    if (left > 0) log.apply(logger, [{ lines: left, kind }, 'more lines of one kind were left out']);
  }
}

/** Null for a line that is always logged. */
function kindOf([first, message]: unknown[], level: number): string | null {
  const isText = typeof first === 'string';
  if (!isText && !Object.hasOwn(Object(first), 'err')) return null;
  return `${level} ${String(isText ? first : message).slice(0, KIND_LENGTH)}`;
}
