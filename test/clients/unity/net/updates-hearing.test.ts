import assert from 'node:assert/strict';
import { until } from '../../../support/app.ts';
import { useNetDriver } from './NetDriver.ts';
import { event, snapshot, TOPIC, UpdatesStage } from './UpdatesStage.ts';

describe('MusterUpdates, with frames of a server', () => {
  const driver = useNetDriver();
  let stage: UpdatesStage;
  beforeEach(async () => {
    stage = await UpdatesStage.set(driver);
  });
  afterEach(() => stage.clear());

  it('skips events that it has already', async () => {
    const connection = await stage.begin();
    connection.send(event(5), event(4), event(6), event(6), event(7));
    await stage.hears('Snapshot 5', 'Event 6', 'Event 7');
  });

  it('subscribes again from its last event when one is missing, and ignores late frames of the old subscription', async () => {
    const connection = await stage.begin();
    connection.send(event(6), event(8), event(9));
    assert.equal((await connection.frame('subscribe', 2)).since, 6);
    connection.send(event(10), snapshot(99));
    await stage.answer(connection, 2);
    connection.send(event(7), event(8), event(9), event(10));
    await stage.hears('Snapshot 5', 'Event 6', 'Event 7', 'Event 8', 'Event 9', 'Event 10');
    assert.equal(connection.heard.filter(({ type }) => type === 'subscribe').length, 2);
  });

  it('takes a snapshot at any time, even with a lower seq', async () => {
    const connection = await stage.begin();
    connection.send({ type: 'resync', topic: TOPIC }, snapshot(2), event(3));
    await stage.hears('Snapshot 5', 'Snapshot 2', 'Event 3');
  });

  it('ignores unknown frames, fields and events', async () => {
    const connection = await stage.begin();
    const unknown = { ...event(6), event: 'drop_sparkled', data: { sparkle: true } };
    connection.send({ type: 'news', topic: TOPIC }, { type: 'event', topic: 'world:1', seq: 1 }, unknown, event(7));
    await stage.hears('Snapshot 5', 'Event 6', 'Event 7');
    assert.equal(stage.updates[1]!.event, 'drop_sparkled');
    assert.deepEqual(stage.updates[1]!.data, { sparkle: true });
    const { party } = stage.updates[1]!.value as { party: { total_drops: number } };
    assert.equal(party.total_drops, 5, 'the value is unchanged');
  });

  it('authenticates before it subscribes, with the token only if there is one', async () => {
    await stage.open({ token: 'secret', player: 'alice' });
    await stage.subscribe();
    const connection = await stage.stub.connection(1);
    connection.hello();
    await connection.frame('subscribe');
    const [auth, next] = connection.heard;
    assert.deepEqual(auth, { type: 'auth', token: 'secret', ref: 0 });
    assert.equal(next!.type, 'subscribe');
  });

  it('reconnects where a subscription fails for the moment', async () => {
    await stage.open();
    await stage.subscribe();
    const connection = await stage.stub.connection(1);
    connection.hello();
    const { ref } = await connection.frame('subscribe');
    connection.send({ type: 'error', kind: 'storage_unavailable', message: 'not now', ref });
    await stage.welcome(2).then((connection) => connection.send(snapshot(1)));
    await stage.hears('Snapshot 1');
  });

  it('stays below the frame rate limit of the server', async () => {
    await stage.open();
    const connection = await stage.stub.connection(1);
    connection.hello();
    for (let n = 0; n < 60; n++) {
      await stage.subscribe();
      await connection.frame('subscribe', n + 1);
      await stage.unsubscribe();
      if (n < 40) await connection.frame('unsubscribe', n + 1);
      else break;
    }
    // The burst of 80 is used up: changes that cancel each other out from here on are not sent.
    const before = connection.heard.length;
    for (let n = 0; n < 50; n++) {
      await stage.subscribe();
      await stage.unsubscribe();
    }
    await stage.subscribe('board');
    await until(() => connection.heard.some((frame) => 'board' in frame), 'the board');
    assert.ok(connection.heard.length - before < 50, `${connection.heard.length - before} frames`);
  });
});
