import assert from 'node:assert/strict';
import { appForSuite, FakeClock } from '../support/app.ts';
import { type TestWatcher, watch } from './TestWatcher.ts';

const BONES = { world: 444, item_id: 526, item_name: 'Bones', quantity: 1, value: 5 };

describe('frames of /updates', () => {
  const clock = new FakeClock();
  const app = appForSuite({ now: clock.now });
  let watcher: TestWatcher;
  beforeEach(async () => {
    watcher = await watch(app.url);
  });
  afterEach(() => watcher.close());

  async function drop(world = 444): Promise<void> {
    clock.advance(1_000);
    await (await app.post('/drops', { ...BONES, world })).text();
  }

  it('start with hello, which has the protocol, the time and the heartbeat', () => {
    assert.deepEqual(watcher.heard, [{ type: 'hello', protocol: 1, server_time: clock.time, heartbeat_ms: 15_000 }]);
  });

  it('[UPD-1] name a topic as answers do, too, in subscribe and unsubscribe', async () => {
    const { party_id } = (await (await app.post('/party?lobby=topics', { player_id: 'topic-namer' })).json()) as {
      party_id: string;
    };
    const { session_id } = (await (await app.post('/session', { party_id })).json()) as { session_id: string };
    const names = ['board', 'world:444', 'lobby:topics', `party:${party_id}`, `session:${session_id}`];
    for (const topic of names) {
      assert.deepEqual(await watcher.ask({ type: 'subscribe', topic }).then((said) => [said.type, said.topic]), [
        'subscribed',
        topic,
      ]);
    }
    await watcher.settled();
    assert.deepEqual(
      watcher.of('snapshot').map(({ topic }) => topic),
      names,
    );
    const { type, topic } = await watcher.ask({ type: 'unsubscribe', topic: 'world:0444' });
    assert.deepEqual([type, topic], ['unsubscribed', 'world:444']);
  });

  it('answer ping with pong and the time, with its ref', async () => {
    assert.deepEqual(await watcher.ask({ type: 'ping' }), { type: 'pong', server_time: clock.time, ref: 'ask 1' });
    watcher.send({ type: 'ping', ref: 'a' });
    await watcher.waitFor(({ ref }) => ref === 'a', 'pong');
  });

  it('[UPD-1] subscribe to each kind of topic, and get subscribed and then its snapshot', async () => {
    await drop();
    for (const selector of [{ board: true }, { world: 444 }, { lobby: 'main' }]) {
      assert.equal((await watcher.ask({ type: 'subscribe', ...selector })).type, 'subscribed');
    }
    await watcher.settled();
    assert.deepEqual(
      watcher.of('subscribed', 'snapshot').map(({ type, topic, seq }) => [type, topic, seq]),
      [
        ['subscribed', 'board', undefined],
        ['snapshot', 'board', 2],
        ['subscribed', 'world:444', undefined],
        ['snapshot', 'world:444', 2],
        ['subscribed', 'lobby:main', undefined],
        ['snapshot', 'lobby:main', 0],
      ],
    );
  });

  it('send nothing of a topic after unsubscribe, which can be repeated', async () => {
    await watcher.ask({ type: 'subscribe', world: 445 });
    await drop(445);
    for (let i = 0; i < 2; i++) {
      const answer = await watcher.ask({ type: 'unsubscribe', world: 445 });
      assert.deepEqual([answer.type, answer.topic], ['unsubscribed', 'world:445']);
    }
    await drop(445);
    await watcher.settled();
    assert.deepEqual(
      watcher.of('event').map(({ seq }) => seq),
      [1, 2],
    );
  });

  it('[UPD-5] with since get what was missed, and nothing else', async () => {
    await watcher.ask({ type: 'subscribe', world: 446 });
    for (let i = 0; i < 3; i++) await drop(446);
    const late = await watch(app.url);
    await late.ask({ type: 'subscribe', world: 446, since: 2 });
    await drop(446);
    await Promise.all([late.settled(), watcher.settled()]);
    assert.deepEqual(late.of('event', 'snapshot'), watcher.of('event').slice(2));
    await late.close();
  });

  it('[UPD-5] with a since that is too old or not reached yet get resync and a snapshot', async () => {
    for (let i = 0; i < 130; i++) await drop(447);
    for (const since of [1, 132]) {
      const late = await watch(app.url);
      await late.ask({ type: 'subscribe', world: 447, since });
      await late.settled();
      assert.deepEqual(
        late.heard.slice(2, 4).map(({ type, seq }) => [type, seq]),
        [
          ['resync', undefined],
          ['snapshot', 131],
        ],
      );
      await late.close();
    }
  });

  it('that subscribe again get the topic from its start', async () => {
    for (let i = 0; i < 2; i++) await watcher.ask({ type: 'subscribe', world: 448 });
    await drop(448);
    await watcher.settled();
    assert.deepEqual(
      watcher.of('snapshot', 'event').map(({ type, seq }) => [type, seq]),
      [
        ['snapshot', 0],
        ['snapshot', 0],
        ['event', 1],
        ['event', 2],
      ],
    );
  });

  it('are answered in order, each with its ref', async () => {
    for (let ref = 1; ref <= 20; ref++)
      watcher.send(ref % 2 ? { type: 'ping', ref } : { type: 'subscribe', board: true, ref });
    await watcher.settled();
    const refs = watcher.heard.flatMap(({ ref }) => (ref === undefined ? [] : [ref]));
    assert.deepEqual(
      refs.slice(0, -1),
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
  });
});
