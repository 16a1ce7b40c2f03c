import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Server } from '@colyseus/core';
import { monitor } from '@colyseus/monitor';
import { defineArena, roomClasses } from '../../arena.config.ts';
import { Guesses } from '../auth/Guesses.ts';
import { Guests } from '../auth/Guests.ts';
import type { Env } from '../config/env.ts';
import { derivedKey, readSecret, saltedHash } from '../config/secret.ts';
import { Directory, endIdleDropParties } from '../directory/Directory.ts';
import type { DropRules } from '../domain/drops/decide-report.ts';
import { OperatorError } from '../errors.ts';
import { DUNGEON_PARTY_RULES } from '../domain/dungeons/dungeon-party.ts';
import { SESSION_RULES } from '../domain/sessions/decide-session.ts';
import { httpApp } from '../http/app.ts';
import type { HttpSettings } from '../http/HttpServices.ts';
import type { Log } from '../observability/log.ts';
import { MAIN_LOBBY } from '../protocol/dungeon-party-requests.ts';
import { EmbeddedStore } from '../store/embedded/EmbeddedStore.ts';
import type { Store } from '../store/store.ts';
import { UpdatesServer } from '../updates/UpdatesServer.ts';
import { RETRY_TIMES } from '../webhooks/retry.ts';
import { Webhooks } from '../webhooks/Webhooks.ts';
import type { WebhookServices } from '../webhooks/WebhookServices.ts';
import { createHttpServer, putInFront } from './http-front.ts';
import { InFlight } from './InFlight.ts';
import { matchmake } from './matchmaking.ts';
import { Transport } from './Transport.ts';
import { addressOf, routeUpgrades } from './updates-upgrade.ts';

/** Milliseconds a shutdown waits for requests that are being answered, then for clients to answer the close of their sockets. */
const DRAIN_REQUESTS_MS = 3_000;
const DRAIN_CLIENTS_MS = 1_000;

export type App = { arena: Server; port: number; close(): Promise<void> };

/** All wiring, in the order things come to life. */
export async function buildApp(env: Env, log: Log, now: () => number = Date.now): Promise<App> {
  const store = new EmbeddedStore({ dataDir: env.DATA_DIR, log, now });
  await store.open();
  const secret = readSecret(env.DATA_DIR, env.AUTH_SECRET);
  const guests = new Guests(derivedKey(secret, 'guest tokens'), env.REQUIRE_AUTH);
  const guesses = new Guesses(!env.RATE_LIMIT_DISABLED);
  const directory = new Directory(roomClasses);

  const server = createHttpServer();
  const transport = new Transport(server, log);
  const rules = rulesOf(env);
  const arena = defineArena(
    transport,
    {
      drops: { store, rules, now, log },
      lobbies: { store, directory, guesses, partyRules: DUNGEON_PARTY_RULES, sessionRules: SESSION_RULES, now, log },
    },
    env.PUBLIC_ADDRESS,
  );

  const updates = new UpdatesServer({ store, guests, now, log, addressOf: addressOf(env.TRUST_PROXY) });
  routeUpgrades(server, updates);
  const webhooks = await startWebhooks(env, { store, now, log });
  await listen(arena, server, env);
  let shuttingDown = false;
  const http = httpApp({
    directory,
    store,
    rules,
    now,
    log,
    hash: saltedHash(secret),
    guests,
    guesses,
    isShuttingDown: () => shuttingDown,
    matchmake: (request) => matchmake({ directory, guests, store }, request),
    settings: httpSettingsOf(env),
    ...(env.ADMIN_PASSWORD ? { admin: { password: env.ADMIN_PASSWORD, monitor: monitor() } } : {}),
  });
  putInFront(server, http);
  const inFlight = new InFlight(server);
  await wakeRooms(directory, store);
  const stopSweeping = sweepIdleParties(directory, store, env.CLEANUP_INTERVAL_MS, log);

  return {
    arena,
    port: (server.address() as AddressInfo).port,
    async close() {
      shuttingDown = true;
      stopSweeping();
      await stopListening(server, inFlight);
      updates.close();
      const told = webhooks.close();
      const stopped = arena.gracefullyShutdown(false);
      await Promise.race([stopped, delay(DRAIN_CLIENTS_MS, undefined, { ref: false })]);
      transport.terminateClients();
      updates.terminate();
      await stopped;
      await told;
      await store.close();
    },
  };
}

/** Colyseus prints that the port is taken, and waits for ever. */
async function listen(arena: Server, server: HttpServer, { PORT, HOST }: Env): Promise<void> {
  const failed = once(server, 'error').then(([error]) => {
    throw new OperatorError(`cannot listen on ${HOST}:${PORT} (PORT, HOST): ${(error as Error).message}`, {
      cause: error,
    });
  });
  await Promise.race([arena.listen(PORT, HOST), failed]);
}

function rulesOf(env: Env): DropRules {
  return { dedupeMode: env.DEDUPE_MODE, dedupeWindowMs: env.DEDUPE_WINDOW_MS, partyIdleMs: env.PARTY_IDLE_MS };
}

function httpSettingsOf(env: Env): HttpSettings {
  return {
    corsOrigins: env.CORS_ORIGINS,
    ...(env.PUBLIC_ADDRESS ? { publicAddress: env.PUBLIC_ADDRESS } : {}),
    ...(env.TRUST_PROXY ? { trustProxy: env.TRUST_PROXY } : {}),
    writesPerMinute: env.RATE_LIMIT_DISABLED ? null : env.RATE_LIMIT_WRITES_PER_MINUTE,
  };
}

function startWebhooks(env: Env, services: Pick<WebhookServices, 'store' | 'now' | 'log'>): Promise<Webhooks> {
  return Webhooks.start(join(env.DATA_DIR, 'webhooks'), env.WEBHOOK_URLS ?? [], {
    ...services,
    random: Math.random,
    times: RETRY_TIMES,
    allowPrivate: env.WEBHOOK_ALLOW_PRIVATE,
  });
}

/** Makes the rooms of all that runs, so that each ends by its own clock, at once where its time ran out while the server was down. */
async function wakeRooms(directory: Directory, store: Store): Promise<void> {
  await directory.getOrCreateRoom({ name: 'board' });
  for (const { world } of await store.runningDropParties())
    await directory.getOrCreateRoom({ name: 'drop_tracker', world });
  await endIdleDropParties(directory, store);
  // Runs first: a lobby asks what became of its parties' runs.
  for (const { session_id } of await store.activeSessions())
    await directory.getOrCreateRoom({ name: 'dungeon_session', session_id });
  for (const lobby of new Set([MAIN_LOBBY, ...(await store.lobbyNames())]))
    await directory.getOrCreateRoom({ name: 'lobby', lobby });
}

/** The net below the rooms' own timers. */
function sweepIdleParties(directory: Directory, store: Store, intervalMs: number, log: Log): () => void {
  const timer = setInterval(() => {
    endIdleDropParties(directory, store).catch((error) => log.error({ err: error }, 'looking for idle parties failed'));
  }, intervalMs);
  return () => clearInterval(timer);
}

async function stopListening(server: HttpServer, inFlight: InFlight): Promise<void> {
  server.close();
  await Promise.race([inFlight.drained(), delay(DRAIN_REQUESTS_MS, undefined, { ref: false })]);
  server.closeAllConnections();
}
