import { once } from 'node:events';
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Server } from '@colyseus/core';
import { monitor } from '@colyseus/monitor';
import { defineArena, roomClasses } from '../../arena.config.ts';
import { AddressLimit } from '../auth/AddressLimit.ts';
import { clientKey, type IsTrustedProxy, trustedProxies } from '../auth/client-address.ts';
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
import type { Budgets, HttpSettings } from '../http/HttpServices.ts';
import type { Log } from '../log.ts';
import { MAIN_LOBBY } from '../protocol/dungeon-party-requests.ts';
import { BUDGETS } from '../protocol/limits.ts';
import { PostgresEngine } from '../store/postgres/PostgresEngine.ts';
import { SqlStore } from '../store/sql/SqlStore.ts';
import { SqliteEngine } from '../store/sqlite/SqliteEngine.ts';
import type { Store } from '../store/store.ts';
import { UpdatesServer } from '../updates/UpdatesServer.ts';
import { createHttpServer, type DoorSettings, routeRequests, routeUpgrades } from './http-server.ts';
import { matchmake } from './matchmaking.ts';
import { closeApp } from './shutdown.ts';
import { InFlight } from './InFlight.ts';
import { Transport } from './Transport.ts';
import { startWebhooks } from './webhooks.ts';

export type App = { arena: Server; port: number; close(): Promise<void> };

/** All wiring, in the order in which things start. Resolves once the server accepts requests. Throws OperatorError if it cannot start. */
export async function buildApp(env: Env, log: Log, now: () => number = Date.now): Promise<App> {
  const engine = env.DATABASE_URL ? new PostgresEngine(env.DATABASE_URL, log) : new SqliteEngine(env.DATA_DIR);
  const store = new SqlStore(engine, { now, log });
  await store.open();
  const secret = readSecret(env.DATA_DIR, env.AUTH_SECRET);
  const guests = new Guests(derivedKey(secret, 'guest tokens'), env.REQUIRE_AUTH);
  const budgets = budgetsOf(env);
  const guesses = new Guesses(budgets.guesses);
  const directory = new Directory(roomClasses);

  const isTrustedProxy = trustedProxies(env.TRUST_PROXY);
  const doors = doorSettingsOf(env, isTrustedProxy);
  const server = createHttpServer(doors);
  const inFlight = new InFlight(server);
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

  const addressOf = (request: IncomingMessage) => clientKey(request, isTrustedProxy);
  const updates = new UpdatesServer({ store, guests, now, log, addressOf });
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
    budgets,
    isShuttingDown: () => shuttingDown,
    matchmake: (request) => matchmake({ directory, guests, store }, request),
    settings: httpSettingsOf(env, isTrustedProxy),
    ...(env.ADMIN_PASSWORD
      ? { admin: { password: env.ADMIN_PASSWORD, monitor: monitor(), receivers: () => webhooks.reports() } }
      : {}),
  });
  routeRequests(server, doors, inFlight, http);
  await restoreRooms(directory, store);
  const stopSweeping = sweepIdleParties(directory, store, env.CLEANUP_INTERVAL_MS, log);

  return {
    arena,
    port: (server.address() as AddressInfo).port,
    async close() {
      shuttingDown = true;
      stopSweeping();
      await closeApp({ server, inFlight, arena, transport, updates, webhooks, store });
    },
  };
}

/** Colyseus only prints that the port is taken and waits for ever, so we listen for the error ourselves. */
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

function doorSettingsOf(env: Env, isTrustedProxy: IsTrustedProxy): DoorSettings {
  return {
    corsOrigins: env.CORS_ORIGINS,
    isTrustedProxy,
    keepAliveMs: env.KEEP_ALIVE_MS,
    publicHost: env.PUBLIC_ADDRESS?.split('/')[0],
  };
}

function budgetsOf(env: Env): Budgets {
  const budgets = Object.entries(BUDGETS).map(([name, { setting, seconds }]) => {
    // No test or benchmark needs to guess the admin's password.
    const isDisabled = env.RATE_LIMIT_DISABLED && name !== 'logins';
    const points = isDisabled ? 0 : env[setting];
    return [name, points === 0 ? null : new AddressLimit({ name, points, seconds })];
  });
  return Object.fromEntries(budgets) as Budgets;
}

function httpSettingsOf(env: Env, isTrustedProxy: IsTrustedProxy): HttpSettings {
  return {
    corsOrigins: env.CORS_ORIGINS,
    ...(env.PUBLIC_ADDRESS ? { publicAddress: env.PUBLIC_ADDRESS } : {}),
    isTrustedProxy,
  };
}

/** Creates the rooms of everything that is active, so that each ends on time, or now if its time ran out while the server was down. */
async function restoreRooms(directory: Directory, store: Store): Promise<void> {
  await directory.getOrCreateRoom({ name: 'board' });
  for (const { world } of await store.runningDropParties())
    await directory.getOrCreateRoom({ name: 'drop_tracker', world });
  await endIdleDropParties(directory, store);
  // Sessions before lobbies, because a lobby asks for the sessions of its parties.
  for (const { session_id } of await store.activeSessions())
    await directory.getOrCreateRoom({ name: 'dungeon_session', session_id });
  for (const lobby of new Set([MAIN_LOBBY, ...(await store.lobbyNames())]))
    await directory.getOrCreateRoom({ name: 'lobby', lobby });
}

/** A safety net for rooms whose own timer failed. */
function sweepIdleParties(directory: Directory, store: Store, intervalMs: number, log: Log): () => void {
  const timer = setInterval(() => {
    endIdleDropParties(directory, store).catch((error) => log.error({ err: error }, 'could not end idle drop parties'));
  }, intervalMs);
  return () => clearInterval(timer);
}
