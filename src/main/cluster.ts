import { matchMaker } from '@colyseus/core';
import type { CalmPresence } from '../cluster/CalmPresence.ts';
import { OwnedRoomsDriver } from '../cluster/OwnedRoomsDriver.ts';
import { RedisFeedNews } from '../cluster/RedisFeedNews.ts';
import { RedisLink } from '../cluster/RedisLink.ts';
import { RedisPeers } from '../cluster/RedisPeers.ts';
import type { Env } from '../config/env.ts';
import type { Log } from '../log.ts';

/** What this process needs of Redis to work with others. `process` is its name among them, and Colyseus's. */
export type RedisServices = {
  process: string;
  link: RedisLink;
  peers: RedisPeers;
  news: RedisFeedNews;
  colyseus: { presence: CalmPresence; driver: OwnedRoomsDriver };
};

/** Null without REDIS_URL: this process is then the only one. Throws OperatorError if Redis cannot be reached. */
export async function openRedis({ REDIS_URL, PUBLIC_ADDRESS }: Env, log: Log): Promise<RedisServices | null> {
  if (REDIS_URL === undefined) return null;
  const link = await RedisLink.open(REDIS_URL, log);
  const colyseus = { presence: link.presence, driver: new OwnedRoomsDriver(link.commands, log) };
  // Processes that died are found by the members of the cluster. Colyseus would wait for each of them as it starts.
  matchMaker.setHealthChecksEnabled(false);
  // Called by Colyseus's server, too, which is made last; the process gets its name here.
  await matchMaker.setup(colyseus.presence, colyseus.driver, PUBLIC_ADDRESS);
  const process = matchMaker.processId;
  return {
    process,
    link,
    colyseus,
    peers: await RedisPeers.open(link, process, log),
    news: new RedisFeedNews(link, process),
  };
}
