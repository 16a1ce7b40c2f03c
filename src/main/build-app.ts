import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Encoder } from '@colyseus/schema';
import type { Server } from '@colyseus/core';
import { defineArena } from '../../arena.config.ts';
import type { Env } from '../config/env.ts';
import { readSecret, saltedHash } from '../config/secret.ts';
import { Directory } from '../directory/Directory.ts';
import type { DropRules } from '../domain/drops/decide-report.ts';
import { httpApp } from '../http/app.ts';
import type { Log } from '../observability/log.ts';
import { EmbeddedStore } from '../store/embedded/EmbeddedStore.ts';
import { putInFront } from './http-front.ts';
import { routeMatchmaking } from './matchmaking.ts';
import { Transport } from './Transport.ts';

/** Bytes. Larger full states are encoded twice, with a warning each time; the board of 500 parties has 40 KB. */
Encoder.BUFFER_SIZE = 128 * 1024;

export type App = { arena: Server; port: number; close(): Promise<void> };

/** All wiring, in the order things come to life; `close` undoes it in reverse. */
export async function buildApp(env: Env, log: Log, now: () => number = Date.now): Promise<App> {
  const store = new EmbeddedStore({ dataDir: env.DATA_DIR, log, now });
  await store.open();

  const directory = new Directory();
  const rules: DropRules = {
    dedupeMode: env.DEDUPE_MODE,
    dedupeWindowMs: env.DEDUPE_WINDOW_MS,
    partyIdleMs: env.PARTY_IDLE_MS,
  };
  const server = createServer();
  const transport = new Transport(server);
  const arena = defineArena(transport, { store, rules, now, log, feed: new EventEmitter() }, env.PUBLIC_ADDRESS);
  routeMatchmaking(directory, () => ({}), log);

  await arena.listen(env.PORT, env.HOST);
  putInFront(
    server,
    httpApp({ directory, store, now, log, hash: saltedHash(readSecret(env.DATA_DIR, env.AUTH_SECRET)) }),
  );
  await directory.getOrCreateRoom({ name: 'board' });
  for (const { world } of await store.activeParties()) await directory.getOrCreateRoom({ name: 'drop_tracker', world });

  return {
    arena,
    port: (server.address() as AddressInfo).port,
    async close() {
      await arena.gracefullyShutdown(false);
      await store.close();
    },
  };
}
