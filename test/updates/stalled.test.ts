import assert from 'node:assert/strict';
import { until } from '../support/app.ts';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';
import { type TestWatcher, watch } from './TestWatcher.ts';

const OTHERS = 199;
const WRITES = 40;
/** Enough batches, in a world that only the stalled watcher follows, to fill the kernel's socket buffers. */
const LOUD_BATCHES_MAX = 400;
/** Milliseconds between the first and the last of the others to get an event: allows for a busy machine, not for a server that waits. */
const LATENESS_MS_MAX = 1_000;

describe('a watcher that does not read', () => {
  let server: ServerProcess;
  before(async () => {
    server = await spawnServer({ env: { DEDUPE_WINDOW_MS: '0' } });
  });
  after(() => server.stop());

  async function post(path: string, body: object): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    await (await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) })).text();
  }

  const drop = (world: number, n: number, item_name = `${n}`) => ({
    world,
    item_id: n,
    item_name,
    quantity: 1,
    value: n,
  });

  it(`is closed, while ${OTHERS} others get every event, in order and before the next write`, async () => {
    const others = await Promise.all(
      Array.from({ length: OTHERS }, (_, i) => watch(server.url, { localAddress: `127.0.0.${2 + (i % 3)}` })),
    );
    await Promise.all(others.map((each) => each.ask({ type: 'subscribe', world: 444 })));
    const stalled = await watch(server.url);
    for (const world of [444, 445]) await stalled.ask({ type: 'subscribe', world });
    let isClosed = false;
    void stalled.closed.then(() => (isClosed = true));
    stalled.tcp.pause();
    const noise = Array.from({ length: 100 }, (_, n) => drop(445, n, 'x'.repeat(128)));
    for (let batch = 0; batch < LOUD_BATCHES_MAX / 2; batch++) await post('/drops/batch', { reports: noise });
    let latest = 0;
    for (let n = 1; n <= WRITES; n++) {
      const answered = post('/drops', drop(444, n));
      const loud = post('/drops/batch', { reports: noise });
      latest = Math.max(latest, await spread(others, n));
      await Promise.all([answered, loud]);
    }
    for (const each of others)
      assert.deepEqual(
        each.of('event').map(({ seq }) => seq),
        Array.from({ length: WRITES + 1 }, (_, i) => i + 1),
      );
    assert.ok(latest < LATENESS_MS_MAX, `an event came ${Math.round(latest)} ms after the first watcher's`);
    stalled.tcp.resume();
    await until(() => isClosed, 'its end');
    const worlds = stalled.of('event').filter(({ topic }) => topic === 'world:445');
    assert.ok(worlds.length < (LOUD_BATCHES_MAX / 2 + WRITES) * 100, 'it was not served from memory');
    await Promise.all(others.map((each) => each.close()));
  });
});

/** Milliseconds from the first watcher to the last to get the n-th drop. */
async function spread(watchers: TestWatcher[], n: number): Promise<number> {
  const has = ({ heard }: TestWatcher) => heard.at(-1)?.seq === n + 1;
  await until(() => watchers.some(has), `drop ${n}`);
  const first = performance.now();
  await until(() => watchers.every(has), `drop ${n} everywhere`);
  return performance.now() - first;
}
