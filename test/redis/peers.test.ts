import assert from 'node:assert/strict';
import type { Call } from '../../src/directory/calls.ts';
import { makeLog } from '../../src/log.ts';
import { RedisLink } from '../../src/redis/RedisLink.ts';
import { RedisPeers } from '../../src/redis/RedisPeers.ts';
import { needsRedis } from '../support/redis.ts';
import { RedisServer } from '../support/RedisServer.ts';
import { until } from '../support/until.ts';

const quietLog = makeLog({ NODE_ENV: 'test', LOG_LEVEL: 'silent' });

const CALL: Call = { type: 'open', key: { name: 'drop_tracker', world: 444 }, address: undefined };

describe('calls through Redis', () => {
  needsRedis();

  let server: RedisServer;
  const links: RedisLink[] = [];
  before(async () => {
    server = await RedisServer.start();
  });
  after(async () => {
    for (const link of links) link.close();
    await server.remove();
  });

  async function open(process: string): Promise<RedisPeers> {
    const link = await RedisLink.connect(server.url, quietLog);
    links.push(link);
    return RedisPeers.open(link, process, quietLog);
  }

  it('[CLUSTER-5] are refused at once when the process that was asked has died, and others are waited for', async () => {
    const caller = await open('p1');
    let asked = 0;
    const answer = Promise.withResolvers<null>();
    for (const process of ['p2', 'p3']) {
      const peers = await open(process);
      peers.serve(async () => {
        asked += 1;
        return { type: 'done', value: await answer.promise };
      });
    }
    const settled: string[] = [];
    const noted = (process: string) =>
      caller.call(process, CALL).then(
        () => settled.push(`${process} answered`),
        ({ kind }) => settled.push(`${process} ${kind}`),
      );
    const calls = [noted('p2'), noted('p3')];
    await until(() => asked === 2, 'the calls');
    caller.giveUp('p2');
    await new Promise(setImmediate);
    assert.deepEqual(settled, ['p2 owner_unreachable']);
    answer.resolve(null);
    await Promise.all(calls);
    assert.deepEqual(settled, ['p2 owner_unreachable', 'p3 answered']);
  });

  it('[CLUSTER-5] that are given up before they are sent leave no rejection unhandled, which would end the process', async () => {
    const caller = await open('p4');
    const unhandled: unknown[] = [];
    const note = (error: unknown) => void unhandled.push(error);
    process.on('unhandledRejection', note);
    try {
      const lost = caller.call('nobody', CALL);
      caller.giveUp('nobody');
      await assert.rejects(lost, { kind: 'owner_unreachable' });
      await new Promise(setImmediate);
    } finally {
      process.off('unhandledRejection', note);
    }
    assert.deepEqual(unhandled, []);
  });
});
