import { once } from 'node:events';
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Server } from '@colyseus/core';
import { monitor } from '@colyseus/monitor';
import { defineArena } from '../../arena.config.ts';
import { AdminLogin } from '../auth/AdminLogin.ts';
import { clientKey, type IsTrustedProxy, trustedProxies } from '../auth/client-address.ts';
import { Guesses } from '../auth/Guesses.ts';
import { Guests } from '../auth/Guests.ts';
import { LastHeard } from '../auth/LastHeard.ts';
import type { Env } from '../config/env.ts';
import type { OperatorDocument } from '../config/OperatorDocument.ts';
import { derivedKey, readSecret, saltedHash } from '../config/secret.ts';
import type { DropRules } from '../domain/drops/decide-report.ts';
import { OperatorError } from '../errors.ts';
import { DUNGEON_PARTY_RULES } from '../domain/dungeons/dungeon-party.ts';
import { FINDER_RULES } from '../domain/finder/finder-commands.ts';
import { SESSION_RULES } from '../domain/sessions/decide-session.ts';
import { httpApp } from '../http/app.ts';
import type { AdminServices, HttpSettings } from '../http/HttpServices.ts';
import type { Log } from '../log.ts';
import { EventLoopDelay } from '../observability/EventLoopDelay.ts';
import { Metrics } from '../observability/Metrics.ts';
import { RequestObserver } from '../observability/RequestObserver.ts';
import { version } from '../observability/version.ts';
import { UPDATES_CLOSE } from '../protocol/updates.ts';
import type { SqlStore } from '../store/sql/SqlStore.ts';
import { UpdatesServer } from '../updates/UpdatesServer.ts';
import { budgetsOf, holdingsOf, httpConnectionsMaxOf, limitOf, sharesOf } from './address-limits.ts';
import { directoryOf, openRooms, openStore } from './cluster.ts';
import { countServer } from './counts.ts';
import { limitHttpConnections } from './http-connections.ts';
import { createHttpServer, type DoorSettings, routeRequests } from './http-server.ts';
import { matchmake } from './matchmaking.ts';
import { serverClock } from './server-clock.ts';
import { InFlight } from './InFlight.ts';
import { Duties } from './Duties.ts';
import { restoreRooms, sweepingIdleParties } from './restore-rooms.ts';
import { openOperatorDocument } from './operator.ts';
import { openShared } from './shared.ts';
import { closeApp, Shutdown } from './shutdown.ts';
import { Transport } from './Transport.ts';
import { routeUpgrades } from './upgrades.ts';
import { WebhooksDuty } from './webhooks.ts';

/**
 * `draining` resolves when the server begins to shut down by itself, because an admin asked for it. `close` drains and closes it,
 * once however often it is called. `drainMs` is how long the server serves on meanwhile.
 */
export type App = { arena: Server; port: number; draining: Promise<void>; drainMs: number; close(): Promise<void> };

/** What is there before the first client: the store, who owns which room, and what of both the doors and rooms follow. */
async function openServices(env: Env, log: Log, testClock: (() => number) | undefined) {
  const shared = await openShared(env, log);
  const now = testClock ?? shared?.now ?? serverClock(log);
  const metrics = new Metrics({ version, closeCodes: Object.values(UPDATES_CLOSE) });
  const opened = await openStore(env, { now, log, metrics, news: shared?.news ?? null });
  const { store } = opened;
  const secret = await ownSecret(store, env);
  const guests = new Guests(derivedKey(secret, 'guest tokens'), env.REQUIRE_AUTH);
  const row = shared?.database ?? null;
  const operator = await openOperatorDocument(env, { now, log, hash: saltedHash(secret), row });
  const redis = shared?.link.commands ?? null;
  const budgets = budgetsOf(env, redis);
  const players = { guests, guesses: new Guesses(budgets.guesses), lastHeard: new LastHeard(now) };
  const shares = sharesOf(env, shared?.heldElsewhere);
  await shared?.start(shares.connections, players.lastHeard);
  const duties = new Duties(log);
  const placed = directoryOf(shared, opened, { ...shares, duties, log });
  return { shared, now, metrics, store, operator, redis, budgets, players, shares, duties, ...placed };
}

/** All wiring, in the order in which things start. Resolves once the server accepts requests. Throws OperatorError if it cannot start. */
export async function buildApp(env: Env, log: Log, testClock?: () => number): Promise<App> {
  const services = await openServices(env, log, testClock);
  const { shared, now, metrics, store, operator, redis, players, shares, duties, cluster, rooms, directory } = services;
  const { document, reports, notices, isBanned } = operator;
  const { parties, connections, lobbies, ...ofLobbies } = shares;

  const isTrustedProxy = trustedProxies(env.TRUST_PROXY);
  const doors = doorSettingsOf(env, isTrustedProxy);
  const server = createHttpServer(doors);
  const inFlight = new InFlight(server, { isTrustedProxy });
  limitHttpConnections(server, { max: httpConnectionsMaxOf(env), isTrustedProxy, log, metrics });
  const transport = new Transport(server, log);
  const rules = rulesOf(env);
  const room = { store, connections, notices, now, log, metrics };
  const arena = defineArena(
    transport,
    {
      drops: { ...room, ...reports, rules, parties },
      lobbies: { ...room, lobbies, ...ofLobbies, directory, ...players, ...dungeonRulesOf(env, isBanned) },
    },
    { ...shared?.colyseus, ...(env.PUBLIC_ADDRESS !== undefined && { publicAddress: env.PUBLIC_ADDRESS }) },
  );

  const addressOf = (request: IncomingMessage) => clientKey(request, isTrustedProxy);
  const updates = new UpdatesServer({ ...room, ...players, addressOf });
  const observer = new RequestObserver({ metrics, log, accessLog: env.ACCESS_LOG, addressOf });
  routeUpgrades(server, { ...room, transport, updates, addressOf, upgrades: limitOf(env, 'joins', redis), observer });
  const webhooks = new WebhooksDuty(env, document, { store, now, log, metrics });
  const restored = { directory, rooms, parties, lobbies, store, rules, now };
  await duties.add(webhooks, sweepingIdleParties(restored, env.CLEANUP_INTERVAL_MS, log));
  await (cluster ? duties.add(store.retention) : duties.set(true));
  await listen(arena, server, env);
  const eventLoop = new EventLoopDelay();
  const closed = { server, inFlight, transport, arena, directory, updates, duties, operator, eventLoop, store };
  const shutdown = new Shutdown(() => closeApp({ ...closed, cluster, shared }, env.DRAIN_MS));
  const http = httpApp({
    directory,
    ...room,
    rules,
    ...reports,
    ...players,
    budgets: services.budgets,
    counts: () => countServer({ directory, updates, parties, ...ofLobbies }),
    eventLoop,
    isShuttingDown: () => directory.isDraining,
    drain: () => shutdown.drain(),
    matchmake: (request) => matchmake({ directory, ...players, store, isBanned }, request),
    settings: httpSettingsOf(env, isTrustedProxy),
    ...adminOf(env, { document, webhooks, shares, redis }),
  });
  // At once after listening: until then Colyseus would answer requests. Those that need other processes wait for the join.
  routeRequests(server, doors, { inFlight, observer, app: http });
  await cluster?.join(rooms);
  await (cluster ? openRooms(cluster, directory) : restoreRooms(restored));
  await duties.add(operator.recounting({ directory, store }));

  const { port } = server.address() as AddressInfo;
  return { arena, port, draining: shutdown.asked, drainMs: env.DRAIN_MS, close: () => shutdown.run() };
}

/** Throws OperatorError if the stored data belongs to another secret: every token would be refused, and every reporter a newcomer. */
async function ownSecret(store: SqlStore, { DATA_DIR, AUTH_SECRET, ACCEPT_NEW_SECRET }: Env): Promise<string> {
  const secret = readSecret(DATA_DIR, AUTH_SECRET);
  const fingerprint = Buffer.from(derivedKey(secret, 'fingerprint')).toString('base64url');
  if (await store.belongsTo(fingerprint, { replace: ACCEPT_NEW_SECRET })) return secret;
  await store.close();
  throw new OperatorError(
    `the data belongs to another secret than ${AUTH_SECRET ? 'AUTH_SECRET' : join(DATA_DIR, 'secret')}. Restore that secret from ` +
      'your backup. If it is lost, start once with ACCEPT_NEW_SECRET=true: guests then lose their players, and reporters count as new',
  );
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

type ForAdmin = {
  document: OperatorDocument;
  webhooks: WebhooksDuty;
  shares: ReturnType<typeof sharesOf>;
  redis: object | null;
};

/** Nothing without ADMIN_PASSWORD. */
function adminOf(env: Env, { document, webhooks, shares, redis }: ForAdmin): { admin?: AdminServices } {
  if (!env.ADMIN_PASSWORD) return {};
  const login = new AdminLogin(env.ADMIN_PASSWORD, limitOf(env, 'logins', redis));
  const receivers = () => webhooks.reports();
  return { admin: { login, monitor: monitor(), receivers, operator: document, shares: () => holdingsOf(shares) } };
}

function rulesOf(env: Env): DropRules {
  return {
    dedupeMode: env.DEDUPE_MODE,
    dedupeWindowMs: env.DEDUPE_WINDOW_MS,
    partyIdleMs: env.PARTY_IDLE_MS,
    minValue: env.MIN_VALUE,
    priceFactorMax: env.PRICES_FACTOR_MAX,
  };
}

function dungeonRulesOf({ REST_PRESENCE_MS: restPresenceMs }: Env, isBanned: (playerId: string) => boolean) {
  return {
    partyRules: { ...DUNGEON_PARTY_RULES, restPresenceMs, isBanned },
    sessionRules: { ...SESSION_RULES, restPresenceMs },
    finderRules: FINDER_RULES,
  };
}

function doorSettingsOf(env: Env, isTrustedProxy: IsTrustedProxy): DoorSettings {
  return {
    corsOrigins: env.CORS_ORIGINS,
    isTrustedProxy,
    keepAliveMs: env.KEEP_ALIVE_MS,
    publicHost: env.PUBLIC_ADDRESS?.split('/')[0],
  };
}

function httpSettingsOf(env: Env, isTrustedProxy: IsTrustedProxy): HttpSettings {
  return {
    corsOrigins: env.CORS_ORIGINS,
    ...(env.PUBLIC_ADDRESS ? { publicAddress: env.PUBLIC_ADDRESS } : {}),
    isTrustedProxy,
    restPresenceMs: env.REST_PRESENCE_MS,
    isDevelopment: env.NODE_ENV === 'development',
    metricsAccess: metricsAccessOf(env),
  };
}

function metricsAccessOf({ METRICS_TOKEN: token, NODE_ENV }: Env): HttpSettings['metricsAccess'] {
  if (token !== undefined) return { token };
  return NODE_ENV === 'production' ? 'off' : 'open';
}
