import assert from 'node:assert/strict';
import { RedisLink } from '../../src/redis/RedisLink.ts';
import { REDIS_ECHO_MS_MAX } from '../../src/redis/limits.ts';
import { needsRedis } from '../support/redis.ts';
import { RedisServer } from '../support/RedisServer.ts';
import { until } from '../support/until.ts';

const nothing = () => undefined;

describe('the connections to Redis', () => {
  needsRedis();

  let server: RedisServer;
  let link: RedisLink;
  beforeEach(async () => {
    server = await RedisServer.start();
    link = await RedisLink.connect(server.url, { info: nothing, warn: nothing, debug: nothing });
  });
  afterEach(async () => {
    link.close();
    server.freeze('SIGCONT');
    await server.remove();
  });

  it('[CLUSTER-5] are up again after Redis hung, and after it was away for longer than a message may take', async () => {
    const heard: unknown[] = [];
    await link.presence.subscribe('news', (message) => heard.push(message));
    server.freeze('SIGSTOP');
    await until(() => !link.isUp, 'the loss');
    server.freeze('SIGCONT');
    await until(() => link.isUp, 'the return');
    await server.kill();
    const killedAt = performance.now();
    await until(() => performance.now() - killedAt > 3 * REDIS_ECHO_MS_MAX, 'a while');
    await server.restart();
    await until(() => link.isUp, 'the return after a restart');
    await until(async () => {
      await link.presence.publish('news', 1);
      return heard.length > 0;
    }, 'what it listened to before');
    assert.equal(heard[0], 1);
  });
});
