import assert from 'node:assert/strict';
import { AddressLimit } from '../../src/auth/AddressLimit.ts';
import { AppError } from '../../src/errors.ts';
import { RedisLink } from '../../src/redis/RedisLink.ts';
import { needsRedis } from '../support/redis.ts';
import { RedisServer } from '../support/RedisServer.ts';
import { until } from '../support/until.ts';

const ADDRESS = '192.0.2.7';

describe('the limit of an address at two processes', () => {
  needsRedis();

  let server: RedisServer;
  const links: RedisLink[] = [];
  const logged: string[] = [];
  const note = (...args: unknown[]) => void logged.push(String(args.at(-1)));
  const log = { info: note, warn: note, debug: () => undefined };

  beforeEach(async () => {
    server = await RedisServer.start();
    for (let i = 0; i < 2; i += 1) links.push(await RedisLink.connect(server.url, log));
    logged.length = 0;
  });
  afterEach(async () => {
    for (const link of links.splice(0)) link.close();
    server.freeze('SIGCONT');
    await server.remove();
  });

  const limits = (points: number) =>
    links.map(({ commands }) => new AddressLimit({ name: 'guesses', points, seconds: 600 }, commands)) as [
      AddressLimit,
      AddressLimit,
    ];
  const isRefused = (error: unknown) => error instanceof AppError && error.kind === 'rate_limited';
  const guess = (limit: AddressLimit, isRight: boolean) =>
    limit.guess(
      ADDRESS,
      (error) => error instanceof RangeError,
      () => (isRight ? Promise.resolve('right') : Promise.reject(new RangeError('wrong'))),
    );

  it('[AUTH-3] is one budget', async () => {
    const [a, b] = limits(3);
    assert.deepEqual(await a.charge(ADDRESS), { isEnough: true, remaining: 2, resetSeconds: 600 });
    assert.equal((await b.charge(ADDRESS, 2)).remaining, 0);
    for (const limit of [a, b]) await assert.rejects(limit.consume(ADDRESS), isRefused);
    assert.equal((await b.charge('192.0.2.8')).isEnough, true);
  });

  it('[AUTH-3] gives back at one what is right, and refuses at both once too much was wrong', async () => {
    const [a, b] = limits(2);
    for (let i = 0; i < 5; i += 1) assert.equal(await guess(i % 2 ? a : b, true), 'right');
    await b.check(ADDRESS);
    for (const limit of [a, b]) await assert.rejects(guess(limit, false), RangeError);
    for (const limit of [a, b]) {
      await assert.rejects(limit.check(ADDRESS), isRefused);
      await assert.rejects(guess(limit, true), isRefused);
    }
  });

  it('holds for each process alone while Redis is away, and again for both afterwards', async () => {
    const [a, b] = limits(2);
    await a.consume(ADDRESS, 2);
    await server.kill();
    await until(() => links.every(({ isUp }) => !isUp), 'both to notice');
    for (const limit of [a, b]) {
      await limit.check(ADDRESS);
      assert.equal(await guess(limit, true), 'right');
      await limit.consume(ADDRESS, 2);
      await assert.rejects(limit.check(ADDRESS), isRefused);
    }
    assert.equal(logged.filter((line) => line.startsWith('Redis is away')).length, 2);
    await server.restart();
    await until(() => links.every(({ isUp }) => isUp), 'both to be back');
    await a.consume(ADDRESS, 2);
    await assert.rejects(b.check(ADDRESS), isRefused);
    assert.equal(logged.filter((line) => line === 'Redis is back').length, 2);
  });

  it('holds for each process alone while Redis hangs, and soon nobody waits for it', async () => {
    const [a] = limits(2);
    await a.consume(ADDRESS);
    server.freeze('SIGSTOP');
    // Sent before anybody can know: each is answered, none is an error.
    await Promise.all([a.check(ADDRESS), a.consume(ADDRESS), guess(a, true)]);
    await until(() => !links[0]!.isUp, 'the ping that is not answered');
    let hasWaited = false;
    setImmediate(() => (hasWaited = true));
    await a.consume(ADDRESS);
    await assert.rejects(a.consume(ADDRESS), isRefused);
    assert.equal(hasWaited, false);
    server.freeze('SIGCONT');
    await until(() => links[0]!.isUp, 'the connection');
    await a.charge(ADDRESS);
  });
});
