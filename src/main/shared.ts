import { matchMaker } from '@colyseus/core';
import type { ConnectionLimit } from '../auth/ConnectionLimit.ts';
import type { LastHeard } from '../auth/LastHeard.ts';
import type { Env } from '../config/env.ts';
import { OperatorError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { CalmPresence } from '../redis/CalmPresence.ts';
import { HeardElsewhere } from '../redis/HeardElsewhere.ts';
import { HeldElsewhere } from '../redis/HeldElsewhere.ts';
import { OwnedRoomsDriver } from '../redis/OwnedRoomsDriver.ts';
import { RedisFeedNews } from '../redis/RedisFeedNews.ts';
import { RedisLink } from '../redis/RedisLink.ts';
import { RedisPeers } from '../redis/RedisPeers.ts';
import { SharedState } from '../store/postgres/SharedState.ts';
import { connectionsMaxOf } from './address-limits.ts';
import { DatabaseClock } from './database-clock.ts';
import { OWN_TIME, serverClock } from './server-clock.ts';

/** What this process shares with the others besides rooms and the store. */
export type Shared = {
  /** The server's clock, by the database's time. */
  now: () => number;
  link: RedisLink;
  database: SharedState;
  heldElsewhere: HeldElsewhere;
  /** This process's name among the others, and Colyseus's. */
  process: string;
  peers: RedisPeers;
  news: RedisFeedNews;
  colyseus: { presence: CalmPresence; driver: OwnedRoomsDriver };
  /** Begins to tell the others what this process has, and to learn what they have. */
  start(connections: ConnectionLimit, lastHeard: LastHeard): Promise<void>;
  close(): Promise<void>;
};

/** Null without REDIS_URL. Throws OperatorError if Redis or the database cannot be used. */
export async function openShared(env: Env, log: Log): Promise<Shared | null> {
  if (env.REDIS_URL === undefined || env.DATABASE_URL === undefined) return null;
  const database = new SharedState(env.DATABASE_URL);
  const clock = await databaseClock(database, log);
  const link = await RedisLink.connect(env.REDIS_URL, log);
  const colyseus = { presence: link.presence, driver: new OwnedRoomsDriver(link.commands, log) };
  const process = await nameProcess(colyseus, env.PUBLIC_ADDRESS);
  const own = { processId: process, log };
  const heldElsewhere = new HeldElsewhere(link, { ...own, max: connectionsMaxOf(env) });
  let heard: HeardElsewhere | undefined;
  return {
    now: serverClock(log, { ...OWN_TIME, name: 'the clock of PostgreSQL', system: clock.now }),
    link,
    database,
    heldElsewhere,
    process,
    peers: await RedisPeers.open(link, process, log),
    news: new RedisFeedNews(link, process),
    colyseus,
    async start(connections, lastHeard) {
      heard = new HeardElsewhere(link, lastHeard, own);
      await heldElsewhere.start(() => connections.holders());
      await heard.start();
    },
    async close() {
      heard?.close();
      heldElsewhere.close();
      clock.close();
      link.close();
      await database.close();
    },
  };
}

/** Colyseus names the process when it is set up. Its server, which is made last, does that again and changes nothing. */
async function nameProcess(
  { presence, driver }: Shared['colyseus'],
  publicAddress: string | undefined,
): Promise<string> {
  // The members of the cluster find out who died. Colyseus would wait for each of them as it starts.
  matchMaker.setHealthChecksEnabled(false);
  await matchMaker.setup(presence, driver, publicAddress);
  return matchMaker.processId;
}

async function databaseClock(database: SharedState, log: Log): Promise<DatabaseClock> {
  const sources = { databaseTime: () => database.time(), elapsed: () => performance.now(), log };
  try {
    return await DatabaseClock.start(sources);
  } catch (error) {
    const { message } = ((error as Error).cause ?? error) as Error;
    throw new OperatorError(`The database ${database.shown} (DATABASE_URL) cannot be used: ${message}`, {
      cause: error,
    });
  }
}
