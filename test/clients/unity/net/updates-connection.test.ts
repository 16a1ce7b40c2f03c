import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { until } from '../../../support/app.ts';
import { useNetDriver } from './NetDriver.ts';
import type { StubConnection } from './StubUpdates.ts';
import { event, snapshot, UpdatesStage } from './UpdatesStage.ts';

describe('MusterUpdates, on lost connections', () => {
  const driver = useNetDriver();
  let stage: UpdatesStage;
  beforeEach(async () => {
    stage = await UpdatesStage.set(driver);
  });
  afterEach(() => stage.clear());

  it('resumes at the last event after a lost connection', async () => {
    const first = await stage.begin();
    first.send(event(6));
    await stage.hears('Snapshot 5', 'Event 6');
    first.socket.terminate();
    const second = await stage.stub.connection(2);
    second.hello();
    assert.equal(await stage.answer(second), 6);
    second.send(event(7));
    await stage.hears('Snapshot 5', 'Event 6', 'Event 7');
    const [pause] = driver.pauses;
    assert.ok(pause! >= 1 && pause! <= 3, `${pause} s`);
    assert.deepEqual(await stage.state(), { connected: true });
  });

  it('pauses longer after each failure, at most 45 s', async () => {
    await stage.open();
    for (let nth = 1; nth <= 8; nth++) (await stage.stub.connection(nth)).socket.terminate();
    await until(() => driver.pauses.length >= 8);
    const bounds = [2, 4, 8, 16, 30, 30, 30, 30].map((seconds) => [seconds / 2, seconds * 1.5]);
    for (const [i, [least, most]] of bounds.entries()) {
      const pause = driver.pauses[i]!;
      assert.ok(pause >= least! && pause <= most!, `${i}: ${pause} s`);
    }
  });

  const CODES: [code: number, kind: string, isFinal: boolean, pause: [number, number] | null][] = [
    [1001, 'shutting_down', false, [1, 3]],
    [1003, 'bad_request', true, null],
    [1007, 'bad_request', true, null],
    [1009, 'bad_request', true, null],
    [1011, 'unreachable', false, [1, 3]],
    [4408, 'unreachable', false, [1, 3]],
    [4409, 'rate_limited', false, [30, 30]],
    [4429, 'rate_limited', false, [30, 30]],
  ];
  for (const [code, kind, isFinal, pause] of CODES) {
    it(`${isFinal ? 'stops' : 'reconnects'} after close code ${code}, which is ${kind}`, async () => {
      const connection = await stage.begin();
      connection.socket.close(code, 'the reason');
      if (isFinal) {
        await stage.hears('Snapshot 5', 'Stopped 0');
        assert.equal(stage.updates[1]!.error!.kind, kind);
        assert.match(stage.updates[1]!.error!.message, /the reason/);
        assert.deepEqual(driver.pauses, []);
        return;
      }
      assert.equal(await stage.welcome(2).then(({ heard }) => heard[0]!.since), 5);
      assert.ok(driver.pauses[0]! >= pause![0] && driver.pauses[0]! <= pause![1], `${driver.pauses[0]} s`);
    });
  }

  it('shows in Error why there is no connection', async () => {
    await stage.open();
    const connection = await stage.stub.connection(1);
    await driver.whilePausesAreHeld(async () => {
      connection.socket.close(4409, 'at most 100 sockets');
      await until(async () => (await stage.state()).error !== undefined);
      const { connected, error, message } = await stage.state();
      assert.deepEqual([connected, error], [false, 'rate_limited']);
      assert.match(message!, /4409 at most 100 sockets/);
    });
  });

  it('sends pings when idle, and drops a connection on which nothing arrives', async () => {
    await stage.open();
    await stage.subscribe();
    const first = await stage.welcome(1, 200);
    first.send(snapshot(1));
    for (let nth = 1; nth <= 3; nth++) {
      await first.frame('ping', nth);
      first.send({ type: 'pong', server_time: 0 });
    }
    assert.equal(stage.stub.connections.length, 1);
    // From here on the server sends nothing.
    const second = await stage.stub.connection(2);
    assert.equal(await first.closed, 1006);
    second.hello();
    assert.equal((await second.frame('subscribe')).since, 1);
  });

  const STRANGE: [what: string, send: (connection: StubConnection) => void, kind: string][] = [
    ['invalid JSON', ({ socket }) => socket.send('<html>'), 'unexpected_answer'],
    ['another first frame', (connection) => connection.send({ type: 'welcome' }), 'unexpected_answer'],
    ['nothing and disconnects', ({ socket }) => socket.terminate(), 'unreachable'],
  ];
  for (const [what, send, kind] of STRANGE) {
    it(`reconnects where a server sends ${what}`, async () => {
      await stage.open();
      await driver.whilePausesAreHeld(async () => {
        send(await stage.stub.connection(1));
        await until(async () => (await stage.state()).error === kind, kind);
      });
      await stage.subscribe();
      await stage.welcome(2).then((connection) => connection.send(snapshot(1)));
      await stage.hears('Snapshot 1');
    });
  }

  it('stops where the server speaks another version of the protocol', async () => {
    await stage.open();
    (await stage.stub.connection(1)).send({ type: 'hello', protocol: 2, heartbeat_ms: 15_000 });
    await stage.hears('Stopped 0');
    assert.match(stage.updates[0]!.error!.message, /protocol 2 of \/updates, this client 1/);
  });

  it('ends at once when it is disposed while connecting, and hangs up on a late answer', async () => {
    const upgrades: [IncomingMessage, Duplex, Buffer][] = [];
    const late = createServer().on('upgrade', (...upgrade: (typeof upgrades)[0]) => upgrades.push(upgrade));
    late.listen(0, '127.0.0.1');
    await once(late, 'listening');
    try {
      const url = `http://127.0.0.1:${(late.address() as AddressInfo).port}`;
      await stage.open({}, url);
      await until(() => upgrades.length === 1, 'it is connecting');
      // Much shorter than the limit for connecting.
      const tried = driver.do({ url }, 'guest', { try_timeout_ms: 1_000 }).catch(() => 'tried');
      assert.equal(await Promise.race([stage.close().then(() => 'closed'), tried]), 'closed');
      const [request, socket, head] = upgrades[0]!;
      const sockets = new WebSocketServer({ noServer: true });
      sockets.handleUpgrade(request, socket.resume(), head, (opened) => opened.on('error', () => undefined));
      await until(() => socket.destroyed, 'it hangs up');
      assert.equal(upgrades.length, 1);
    } finally {
      for (const [, socket] of upgrades) socket.destroy();
      late.closeAllConnections();
      late.close();
    }
  });

  it('closes its connection when it is disposed', async () => {
    const connection = await stage.begin();
    await stage.close();
    assert.equal(await connection.closed, 1006);
    assert.equal(stage.stub.connections.length, 1);
    assert.deepEqual(
      stage.updates.map(({ kind }) => kind),
      ['Snapshot'],
    );
  });
});
