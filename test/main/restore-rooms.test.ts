import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { matchMaker } from '@colyseus/core';
import { FakeClock, readJson, startApp, type TestApp, until } from '../support/app.ts';
import { aroundStore } from '../support/store-faults.ts';

const IDLE_MS = 300_000;

/** More than end in one commit. */
const EXPIRED = 200;

const drop = (world: number) => ({ world, item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, value: 38_052 });
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

type Ended = { id: number; world: number; is_active: boolean; ended_at: string; last_drop_at: string };

describe('a start with drop parties that ran when the server went down', () => {
  const clock = new FakeClock();
  let app: TestApp;
  let port: number;

  beforeEach(async () => {
    port = await freePort();
    app = await startApp({ now: clock.now, env: { PORT: String(port) } });
    for (const worlds of [range(1, 101), range(101, 1 + EXPIRED)])
      assert.equal((await app.post('/drops/batch', { reports: worlds.map(drop) })).status, 200);
    clock.advance(IDLE_MS - 1);
    assert.equal((await app.post('/drops/batch', { reports: range(1_000, 1_003).map(drop) })).status, 200);
  });
  afterEach(() => app.stop());

  const rooms = async () => (await matchMaker.query({ name: 'drop_tracker' })).map(({ roomId }) => roomId).toSorted();

  it('[DROP-7] ends those that are over at the moment they were, and creates rooms for the others alone', async () => {
    await app.restart(() => clock.advance(1));
    assert.deepEqual(await rooms(), ['drops-1000', 'drops-1001', 'drops-1002']);
    const ids = new Set<number>();
    for (let cursor = ''; ;) {
      const page = await readJson<{ parties: Ended[]; next_cursor?: string }>(
        await app.get(`/parties/history?limit=100${cursor && `&cursor=${cursor}`}`),
      );
      for (const { id, ended_at, last_drop_at } of page.parties) {
        ids.add(id);
        assert.equal(Date.parse(ended_at) - Date.parse(last_drop_at), IDLE_MS);
      }
      if (!page.next_cursor) break;
      cursor = encodeURIComponent(page.next_cursor);
    }
    assert.equal(ids.size, EXPIRED);
    const board = await app.sdk.joinOrCreate('board');
    await until(() => board.state.parties?.size === 3, 'the board');
    assert.deepEqual(
      [...board.state.parties!.keys()].toSorted((a, b) => Number(a) - Number(b)),
      ['1000', '1001', '1002'],
    );
    await board.leave();
  });

  it('answers health checks meanwhile, and reports for these worlds afterwards', async () => {
    const url = `http://127.0.0.1:${port}`;
    let report: Promise<Response> | undefined;
    let health: number[] | undefined;
    let commits = 0;
    const restore = aroundStore('commit', async (proceed) => {
      commits += 1;
      report ??= fetch(`${url}/drops`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(drop(EXPIRED)),
      });
      health ??= [(await fetch(`${url}/livez`)).status];
      return proceed();
    });
    await app.restart(() => clock.advance(1)).finally(restore);
    assert.deepEqual(health, [200]);
    assert.ok(commits > 1 && commits < EXPIRED / 10, `${commits} commits`);
    const answer = await readJson(await report!);
    assert.deepEqual([answer.status, answer.total_drops], ['party_created', 1]);
    assert.deepEqual(await rooms(), ['drops-1000', 'drops-1001', 'drops-1002', `drops-${EXPIRED}`]);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
