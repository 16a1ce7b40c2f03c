import type { Log } from '../observability/log.ts';
import type { App } from './build-app.ts';

/** Milliseconds for everything from the signal to the exit; what runs a service commonly waits 10 s before it kills. */
const SHUTDOWN_MS_MAX = 8_000;

/** SIGTERM and SIGINT end the process in order, with exit code 0; a second one ends it at once. */
export function shutDownOnSignals(app: App, log: Log): void {
  let shuttingDown = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (shuttingDown) process.exit(1);
      shuttingDown = true;
      void shutDown(app, log, signal);
    });
  }
}

async function shutDown(app: App, log: Log, signal: string): Promise<never> {
  log.info({ signal }, 'shutting down');
  setTimeout(() => {
    log.fatal('shutting down took too long; whatever was answered is stored all the same');
    process.exit(1);
  }, SHUTDOWN_MS_MAX).unref();
  try {
    await app.close();
    log.info('stopped');
    process.exit(0);
  } catch (error) {
    log.fatal({ err: error }, 'shutting down failed');
    process.exit(1);
  }
}

/** A fault nobody caught leaves the process in a state nobody knows: end it. Whatever was answered is stored. */
export function endOnUncaught(log: Log): void {
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'uncaught exception');
    process.exit(1);
  });
}
