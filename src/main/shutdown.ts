import type { Server as HttpServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Server } from '@colyseus/core';
import type { Directory } from '../directory/Directory.ts';
import type { Log } from '../log.ts';
import type { EventLoopDelay } from '../observability/EventLoopDelay.ts';
import type { Store } from '../store/store.ts';
import type { UpdatesServer } from '../updates/UpdatesServer.ts';
import type { InFlight } from './InFlight.ts';
import type { Transport } from './Transport.ts';

/** Milliseconds from the signal to the exit. Service managers commonly wait 10 s before they kill. */
const SHUTDOWN_MS_MAX = 8_000;

/** Of those, milliseconds for requests in flight, and then for clients to acknowledge the close of their sockets. */
const DRAIN_REQUESTS_MS = 3_000;
const DRAIN_CLIENTS_MS = 1_000;

type Running = {
  server: HttpServer;
  directory: Directory;
  /** Null for a server alone. */
  cluster: { leave(): Promise<void>; stop(): Promise<void> } | null;
  duties: { set(isOn: false): Promise<void> };
  operator: { close(): Promise<void> };
  inFlight: InFlight;
  arena: Server;
  transport: Transport;
  updates: UpdatesServer;
  eventLoop: EventLoopDelay;
  store: Store;
  /** Null for a server alone. */
  shared: { close(): Promise<void> } | null;
};

/**
 * Closes everything in an order that loses nothing: nothing new begins, and the server is not ready. After `drainMs`, in which a load
 * balancer can notice that, requests and clients end, and the store last.
 */
export async function closeApp(running: Running, drainMs: number): Promise<void> {
  const { server, directory, inFlight, arena, transport, updates, duties, cluster } = running;
  directory.drain();
  // The others have the rooms before the load balancer stops sending clients here.
  await cluster?.leave();
  if (drainMs > 0) await delay(drainMs);
  await running.operator.close();
  server.close();
  await Promise.race([inFlight.drained(), delay(DRAIN_REQUESTS_MS, undefined, { ref: false })]);
  server.closeAllConnections();
  updates.close();
  const ended = duties.set(false);
  const stopped = arena.gracefullyShutdown(false);
  await Promise.race([stopped, delay(DRAIN_CLIENTS_MS, undefined, { ref: false })]);
  transport.terminateClients();
  updates.terminate();
  await stopped;
  await ended;
  await cluster?.stop();
  running.eventLoop.close();
  await running.store.close();
  await running.shared?.close();
}

/** The one shutdown of an app, however often and by whomever it is asked for. */
export class Shutdown {
  readonly #work: () => Promise<void>;
  readonly #asked = Promise.withResolvers<void>();
  #done: Promise<void> | null = null;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Resolves when `drain` is called. */
  get asked(): Promise<void> {
    return this.#asked.promise;
  }

  run(): Promise<void> {
    return (this.#done ??= this.#work());
  }

  /** Begins it and returns at once. Whoever waits for `asked` also calls `run`, and learns whether it fails. */
  drain(): void {
    this.#asked.resolve();
    this.run().catch(() => undefined);
  }
}

/** Milliseconds in which the same signal again is an echo: npm forwards the one that a terminal or systemd sends to npm and server alike. */
const ECHO_MS = 1_000;

/** `draining` resolves when the app begins to close without a signal. `drainMs` come on top of SHUTDOWN_MS_MAX. */
type Closable = { close(): Promise<void>; draining: Promise<void>; drainMs: number };

/** Tells the handlers of signals that there is an app to close. */
export type HandOver = (app: Closable, log: Log) => void;

/**
 * The first SIGTERM or SIGINT closes the app and exits with code 0, or with 1 if that fails or takes longer than SHUTDOWN_MS_MAX. While the
 * app still starts, it exits with 0 at once: what it has stored so far is stored. A second signal exits with 1 at once. An app that
 * drains because an admin asked for it exits in the same way.
 */
export function shutDownOnSignals(): HandOver {
  let running: { app: Closable; log: Log } | null = null;
  let echo: NodeJS.Signals | null = null;
  let shuttingDown = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (signal === echo) return;
      if (shuttingDown) process.exit(1);
      if (!running) process.exit(0);
      shuttingDown = true;
      echo = signal;
      setTimeout(() => (echo = null), ECHO_MS).unref();
      void shutDown(running.app, running.log, signal);
    });
  }
  return (app, log) => {
    running = { app, log };
    void app.draining.then(() => {
      if (shuttingDown) return;
      shuttingDown = true;
      return shutDown(app, log, 'drain');
    });
  };
}

async function shutDown(app: Closable, log: Log, reason: NodeJS.Signals | 'drain'): Promise<void> {
  log.info({ reason }, 'shutting down');
  setTimeout(() => {
    log.fatal('the shutdown took too long and was cut short; every acknowledged change is stored');
    process.exit(1);
  }, app.drainMs + SHUTDOWN_MS_MAX).unref();
  try {
    await app.close();
    log.info('stopped');
    process.exit(0);
  } catch (error) {
    log.fatal({ err: error }, 'the shutdown failed');
    process.exit(1);
  }
}

/** After an uncaught exception the state of the process is unknown, so it exits at once. Every acknowledged change is stored. */
export function exitOnUncaughtException(log: Log): void {
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'uncaught exception');
    process.exit(1);
  });
}
