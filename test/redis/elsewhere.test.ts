import assert from 'node:assert/strict';
import { ConnectionLimit } from '../../src/auth/ConnectionLimit.ts';
import { LastHeard } from '../../src/auth/LastHeard.ts';
import { AppError } from '../../src/errors.ts';
import { HeardElsewhere } from '../../src/redis/HeardElsewhere.ts';
import { HeldElsewhere } from '../../src/redis/HeldElsewhere.ts';
import { CONNECTIONS_FORGOTTEN_MS, HEARD_TOLD_MAX } from '../../src/redis/limits.ts';
import { RedisLink } from '../../src/redis/RedisLink.ts';
import { FakeClock } from '../support/app.ts';
import { needsRedis } from '../support/redis.ts';
import { RedisServer } from '../support/RedisServer.ts';
import { until } from '../support/until.ts';

const nothing = () => undefined;
const quiet = { info: nothing, warn: nothing, debug: nothing };

describe('what two processes tell each other', () => {
  needsRedis();

  let server: RedisServer;
  const closed: { close(): void }[] = [];
  const closing = <T extends { close(): void }>(opened: T): T => {
    closed.push(opened);
    return opened;
  };
  beforeEach(async () => {
    server = await RedisServer.start();
  });
  afterEach(async () => {
    for (const each of closed.splice(0).toReversed()) each.close();
    server.freeze('SIGCONT');
    await server.remove();
  });
  const connect = async () => closing(await RedisLink.connect(server.url, quiet));

  describe('of connections', () => {
    const isRefused = (error: unknown) => error instanceof AppError && error.kind === 'share_used_up';
    const openProcess = async (processId: string, max: number) => {
      const elsewhere = closing(new HeldElsewhere(await connect(), { processId, max, log: quiet }));
      const limit = new ConnectionLimit(max, elsewhere);
      await elsewhere.start(() => limit.holders());
      return { limit, elsewhere };
    };
    const takenAt = async (address: string, max: number) => {
      const [a, b] = [await openProcess('a', max), await openProcess('b', max)];
      const taken = Array.from({ length: max }, () => a.limit.take(address));
      await until(() => b.elsewhere.of(address) === max, 'the news');
      return { a, b, taken };
    };

    it('[SHARE-3] an address has as many over both as it may have, within a second', async () => {
      const { b, taken } = await takenAt('192.0.2.7', 2);
      assert.throws(() => b.limit.take('192.0.2.7'), isRefused);
      b.limit.take('192.0.2.8');
      taken[0]!();
      await until(() => b.elsewhere.of('192.0.2.7') === 1, 'the end of one');
      b.limit.take('192.0.2.7');
    });

    it('[SHARE-3] what a process held is forgotten once it has ended', async () => {
      const { a, b } = await takenAt('192.0.2.7', 2);
      a.elsewhere.close();
      await until(() => b.elsewhere.of('192.0.2.7') === 0, 'the end of the process');
      b.limit.take('192.0.2.7');
    }).timeout(CONNECTIONS_FORGOTTEN_MS + 30_000);

    it('[SHARE-3] while Redis is away each process counts alone, and both together again once it is back, even if it is empty', async () => {
      const { b } = await takenAt('192.0.2.7', 2);
      await server.kill();
      await until(() => b.elsewhere.of('192.0.2.7') === 0, 'the others to be forgotten');
      await server.restart();
      await until(() => b.elsewhere.of('192.0.2.7') === 2, 'the news');
    }).timeout(CONNECTIONS_FORGOTTEN_MS + 30_000);

    it('are of addresses that hold a twenty-fifth of what they may have, or more', async () => {
      const [a, b] = [await openProcess('a', 50), await openProcess('b', 50)];
      a.limit.take('192.0.2.7');
      for (let i = 0; i < 2; i += 1) a.limit.take('192.0.2.8');
      await until(() => b.elsewhere.of('192.0.2.8') === 2, 'the news');
      assert.equal(b.elsewhere.of('192.0.2.7'), 0);
    });
  });

  describe('of players who called', () => {
    const PACE = { tellEveryMs: 20, silentMs: 400 };
    let clock: FakeClock;
    beforeEach(() => {
      clock = new FakeClock();
    });
    const openProcess = async (processId: string) => {
      const link = await connect();
      const lastHeard = new LastHeard(clock.now);
      const elsewhere = closing(new HeardElsewhere(link, lastHeard, { processId, log: quiet, ...PACE }));
      await elsewhere.start();
      return { lastHeard, elsewhere, link };
    };

    it('[PARTY-11] a heartbeat and a call at one are heard by the room that asks at the other, as of when they were sent', async () => {
      const [a, b] = [await openProcess('a'), await openProcess('b')];
      for (const player of ['ann', 'bob', 'cat']) b.lastHeard.callsOf(player);
      clock.advance(1_000);
      const sent = clock.time;
      a.lastHeard.beat('ann');
      a.lastHeard.hear('bob');
      a.lastHeard.hear('nobody asks');
      clock.advance(500);
      await until(() => b.lastHeard.callsOf('bob').isCall, 'the call');
      const { at, isCall, beats } = b.lastHeard.callsOf('ann');
      assert.deepEqual({ at, isCall, beats }, { at: sent, isCall: true, beats: true });
      assert.equal(b.lastHeard.callsOf('bob').beats, false);
      assert.equal(b.lastHeard.callsOf('cat').isCall, false);
      assert.equal(b.lastHeard.size, 3);
      assert.equal(a.lastHeard.size, 1);
    });

    it('are bounded, and heartbeats are not crowded out by calls of invented players', async () => {
      const [a, b] = [await openProcess('a'), await openProcess('b')];
      for (const player of ['ann', 'last']) b.lastHeard.callsOf(player);
      for (let i = 0; i < HEARD_TOLD_MAX; i += 1) a.lastHeard.hear(`invented ${i}`);
      a.lastHeard.hear('last');
      a.lastHeard.beat('ann');
      await until(() => b.lastHeard.callsOf('ann').isCall, 'the heartbeat');
      assert.equal(b.lastHeard.callsOf('last').isCall, false);
    });

    it('[PARTY-11] whoever may have called another process while Redis hung or was away has the whole presence time again, and nobody is back by that', async () => {
      const { lastHeard, link } = await openProcess('a');
      lastHeard.callsOf('ann');
      lastHeard.hear('ann');
      const heardAt = clock.time;
      clock.advance(60_000);
      assert.equal(lastHeard.callsOf('ann').at, heardAt);
      server.freeze('SIGSTOP');
      const again = () => {
        const { at, isCall } = lastHeard.callsOf('ann');
        return at === clock.time && !isCall;
      };
      await until(again, 'the whole time');
      clock.advance(60_000);
      await until(again, 'the whole time again');
      server.freeze('SIGCONT');
      await until(() => link.isUp, 'Redis');
      await server.kill();
      clock.advance(60_000);
      await until(again, 'the whole time after its end');
      await server.restart();
      const b = await openProcess('b');
      clock.advance(5_000);
      await until(() => {
        b.lastHeard.hear('ann');
        return lastHeard.callsOf('ann').isCall;
      }, 'the subscription');
    });

    it('[PARTY-11] so it is when another process falls silent', async () => {
      const [a, b] = [await openProcess('a'), await openProcess('b')];
      a.lastHeard.callsOf('ann');
      a.lastHeard.callsOf('bob');
      b.lastHeard.hear('bob');
      await until(() => a.lastHeard.callsOf('bob').isCall, 'a message of the other one');
      clock.advance(60_000);
      b.elsewhere.close();
      await until(() => a.lastHeard.callsOf('ann').at === clock.time, 'the whole time');
    });

    it('ignores what is not a message of Muster', async () => {
      const [a, b] = [await openProcess('a'), await openProcess('b')];
      b.lastHeard.callsOf('ann');
      for (const text of ['{', '[]', '{"from":"c","heard":[[1]]}']) await a.link.commands.publish('muster:heard', text);
      a.lastHeard.hear('ann');
      await until(() => b.lastHeard.callsOf('ann').isCall, 'the next call');
    });
  });
});
