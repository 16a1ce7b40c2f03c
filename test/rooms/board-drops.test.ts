import assert from 'node:assert/strict';
import { appForEachTest, FakeClock, readJson, until } from '../support/app.ts';
import { Admin, ADMIN, ADMIN_ENV } from '../http/admin/admin.ts';

type Shown = { world: number; number: number; item_name: string; value: number; confirmed: boolean };

describe('drops on the board', () => {
  const clock = new FakeClock();
  const app = appForEachTest({ now: clock.now, env: { ...ADMIN_ENV, TRUST_PROXY: 'loopback' } });

  let item = 0;
  const drop = async (world: number, value: number, address = '192.0.2.1', name = `Item ${++item}`) => {
    clock.advance(1_000);
    const report = { world, item_id: item, item_name: name, quantity: 1, value, reporter: address };
    assert.equal((await app.post('/drops', report, { 'X-Forwarded-For': address })).status, 200);
    return report;
  };
  const join = async () => {
    const board = await app.sdk.joinOrCreate('board');
    await until(() => board.state.parties !== undefined);
    return board;
  };
  const numbers = (board: { state: { drops: Map<string, Shown> } }) =>
    [...board.state.drops.values()].map(({ world, number }) => `${world}-${number}`).toSorted();

  it('are the newest three of each party and its biggest, with what confirms them, and leave with their party', async () => {
    const board = await join();
    const whip = await drop(444, 1_400_000);
    for (const value of [5, 6, 7]) await drop(444, value);
    await drop(301, 9);
    await until(() => board.state.drops.size === 4, 'four drops');
    assert.deepEqual(numbers(board), ['301-1', '444-2', '444-3', '444-4']);
    assert.equal(board.state.biggest.get('444').item_name, whip.item_name);
    assert.equal(board.state.biggest.get('444').confirmed, false);
    await app.post('/drops', { ...whip, reporter: 'Woox' }, { 'X-Forwarded-For': '192.0.2.2' });
    // A witness of a drop that is older than the newest three confirms the biggest all the same, once the window is open.
    await until(() => board.state.parties.get('444').witnesses === 2, 'a second witness');
    clock.advance(300_000);
    await app.post('/parties/cleanup');
    await until(() => board.state.drops.size === 0 && board.state.biggest.size === 0, 'an empty board');
    await board.leave();
  });

  it('are confirmed, removed and restored after a restart as they are stored', async () => {
    const first = await drop(444, 100);
    await app.post('/drops', { ...first, reporter: 'Woox' }, { 'X-Forwarded-For': '192.0.2.2' });
    for (const value of [5, 6, 900]) await drop(444, value);
    await app.restart();
    const board = await join();
    await until(() => board.state.drops.size === 3, 'three drops');
    assert.equal(board.state.biggest.get('444').value, 900);
    const admin = new Admin(app);
    await admin.do('DELETE', '/drop-parties/1/drops/4');
    await until(() => board.state.biggest.get('444').value === 100, 'the next biggest');
    assert.equal(board.state.biggest.get('444').confirmed, true);
    assert.deepEqual(numbers(board), ['444-1', '444-2', '444-3']);
    assert.equal(board.state.drops.get('444-1').confirmed, true);
    await board.leave();
  });

  it('are there for whoever comes first, and for the monitor, as they have become while nobody watched', async () => {
    const board = await join();
    await drop(301, 5);
    await until(() => board.state.drops.size === 1, 'a drop');
    await board.leave();
    for (const value of [6, 7, 8]) await drop(301, value);
    clock.advance(300_000);
    await app.post('/parties/cleanup');
    await drop(444, 9);
    await drop(301, 10);
    const monitored = await app.get('/monitor/api/room?roomId=board', ADMIN);
    const { state } = await readJson<{ state: { drops: object } }>(monitored);
    assert.deepEqual(Object.keys(state.drops).toSorted(), ['301-1', '444-1']);
    const again = await join();
    assert.deepEqual(numbers(again), ['301-1', '444-1']);
    assert.equal(again.state.drops.get('301-1').value, 10);
    assert.equal(again.state.parties.get('301').total_drops, 1);
    await drop(444, 11);
    await until(() => again.state.drops.size === 3, 'one more');
    await again.leave();
  });
});
