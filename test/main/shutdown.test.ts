import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { exitOnUncaughtException, shutDownOnSignals } from '../../src/main/shutdown.ts';
import type { Log } from '../../src/log.ts';
import { FakeClock, startApp, until } from '../support/app.ts';
import { joinRaw, openSocket } from '../support/raw.ts';
import { spawnServer } from '../support/server-process.ts';

const BONES = { world: 444, item_id: 526, item_name: 'Bones', quantity: 1, value: 1 };

const NEVER = Promise.withResolvers<void>().promise;

const EVENTS = ['SIGTERM', 'SIGINT', 'uncaughtException'] as const;

describe('a signal', () => {
  const exits: number[] = [];
  const logged: string[] = [];
  const log = {
    info: (_details: unknown, message = _details) => void logged.push(String(message)),
    fatal: (_details: unknown, message = _details) => void logged.push(String(message)),
  } as unknown as Log;
  /** Listeners of the test runner, which must not be called. */
  const others = new Map<string, NodeJS.SignalsListener[]>();
  beforeEach(() => {
    exits.length = logged.length = 0;
    for (const event of EVENTS) {
      others.set(event, process.listeners(event as NodeJS.Signals));
      process.removeAllListeners(event);
    }
    mock.timers.enable({ apis: ['setTimeout'] });
    mock.method(process, 'exit', (code: number) => void exits.push(code));
  });
  afterEach(() => {
    mock.reset();
    mock.timers.reset();
    for (const event of EVENTS) {
      process.removeAllListeners(event);
      for (const listener of others.get(event)!) process.on(event, listener);
    }
  });

  const run = (close: () => Promise<void>) => shutDownOnSignals()({ close, draining: NEVER, drainMs: 0 }, log);
  const send = (signal: NodeJS.Signals) => process.emit(signal, signal);

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`${signal} closes the app once, then exits with 0`, async () => {
      let closed = 0;
      run(() => Promise.resolve(void (closed += 1)));
      send(signal);
      await until(() => exits.length > 0);
      assert.deepEqual([closed, exits, logged], [1, [0], ['shutting down', 'stopped']]);
    });
  }

  it('after the first exits with 1 at once', () => {
    run(() => Promise.withResolvers<void>().promise);
    send('SIGTERM');
    assert.deepEqual(exits, []);
    send('SIGINT');
    assert.deepEqual(exits, [1]);
  });

  it('of the same kind within a second is ignored: npm forwards the one that a terminal sends to npm and server alike', () => {
    run(() => Promise.withResolvers<void>().promise);
    send('SIGINT');
    send('SIGINT');
    mock.timers.tick(999);
    send('SIGINT');
    assert.deepEqual(exits, []);
    mock.timers.tick(1);
    send('SIGINT');
    assert.deepEqual(exits, [1]);
  });

  it('exits with 1 if closing takes 8 s', () => {
    run(() => Promise.withResolvers<void>().promise);
    send('SIGTERM');
    mock.timers.tick(7_999);
    assert.deepEqual(exits, []);
    mock.timers.tick(1);
    assert.deepEqual(exits, [1]);
    assert.match(logged.at(-1)!, /took too long/);
  });

  it('exits with 1 if closing fails, and logs why', async () => {
    run(() => Promise.reject(new Error('no')));
    send('SIGTERM');
    await until(() => exits.length > 0);
    assert.deepEqual([exits, logged], [[1], ['shutting down', 'the shutdown failed']]);
  });

  it('is not needed by an app that drains by itself: it exits with 0 once it is closed', async () => {
    const { promise: draining, resolve: drain } = Promise.withResolvers<void>();
    const { promise: closed, resolve: close } = Promise.withResolvers<void>();
    shutDownOnSignals()({ close: () => closed, draining, drainMs: 0 }, log);
    drain();
    await until(() => logged.includes('shutting down'));
    assert.deepEqual(exits, []);
    close();
    await until(() => exits.length > 0);
    assert.deepEqual(exits, [0]);
  });

  it('cuts short the shutdown of an app that drains by itself', async () => {
    const draining = Promise.resolve();
    shutDownOnSignals()({ close: () => NEVER, draining, drainMs: 0 }, log);
    await until(() => logged.includes('shutting down'));
    send('SIGTERM');
    assert.equal(exits[0], 1);
  });

  it('is not needed after an uncaught exception: the process exits with 1 at once', () => {
    exitOnUncaughtException(log);
    process.emit('uncaughtException', new Error('a bug'));
    assert.deepEqual([exits, logged], [[1], ['uncaught exception']]);
  });
});

describe('a shutdown', () => {
  it('does not wait for ever for a room that was about to end when a report came, or for clients that do not answer', async () => {
    const clock = new FakeClock();
    const app = await startApp({ now: clock.now });
    const watcher = await joinRaw(app.url, 'drop_tracker', { world: 444 });
    const stuck = await joinRaw(app.url, 'board');
    (stuck.socket as unknown as { _socket: { pause(): void } })._socket.pause();
    await (await app.post('/drops', BONES)).text();
    app.holdClock('drops-444');
    clock.advance(300_000);
    assert.match(await (await app.post('/parties/cleanup')).text(), /"parties_ended":1/);
    await (await app.post('/drops', BONES)).text();
    const stopped = app.stop().then(() => 'stopped');
    assert.equal(await Promise.race([stopped, delay(6_000, 'still waiting', { ref: false })]), 'stopped');
    assert.equal(await watcher.closed, 4001);
    stuck.socket.terminate();
  });

  it('of the real server is cut short by a second signal', async () => {
    const server = await spawnServer();
    try {
      // A request in flight, for which the shutdown waits.
      const socket = await openSocket(server.url);
      socket
        .on('error', () => undefined)
        .write(
          'POST /drops HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
        );
      await (await fetch(`${server.url}/livez`)).text();
      const exit = server.kill('SIGTERM');
      await until(() => server.output().includes('shutting down'), 'the first signal');
      assert.deepEqual(await server.kill('SIGINT'), { code: 1, signal: null }, server.output());
      assert.doesNotMatch(server.output(), /stopped/);
      await exit;
      socket.destroy();
    } finally {
      await server.stop();
    }
  });
});
