import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appForEachTest, FakeClock, readJson, startApp, until } from '../../support/app.ts';
import { TestWatcher } from '../../updates/TestWatcher.ts';
import { TestReceiver } from '../../webhooks/TestReceiver.ts';
import { assertProblem, RUNE_2H } from '../reports.ts';
import { Admin, ADMIN_ENV } from './admin.ts';

const ABSURD = Number.MAX_SAFE_INTEGER;

type Figures = Record<'total_drops' | 'total_value' | 'avg_drop' | 'median_drop' | 'confirmed_drops', number> & {
  is_active: boolean;
  drops: { number: number }[];
  biggest_drops: { number: number }[];
};
type Judged = { number: number; removed: boolean; claim: { reporter: string; source: string } };

describe('an admin and drop parties', () => {
  const clock = new FakeClock();
  const app = appForEachTest({ now: clock.now, env: { ...ADMIN_ENV, TRUST_PROXY: 'loopback' } });
  let admin: Admin;
  beforeEach(() => void (admin = new Admin(app)));

  const report = (address: string, name: string, drop: object = {}) =>
    app.post('/drops', { ...RUNE_2H, ...drop }, { 'X-Forwarded-For': address, 'X-Reporter-Id': name });
  const page = async (id = 1) => readJson<Figures>(await app.get(`/parties/${id}`));
  const history = async () => (await readJson<{ parties: Figures[] }>(await app.get('/parties/history'))).parties;

  it('[DROP-17] removes a spoofed drop by one call, at once from lists, pages, rooms and /updates', async () => {
    await report('192.0.2.1', 'ann');
    await report('192.0.2.2', 'bob');
    await report('203.0.113.66', 'mallory', { item_id: 995, item_name: '9007T', value: ABSURD });
    const [board, tracker] = [await app.sdk.joinOrCreate('board'), await app.sdk.joinById('drops-444')];
    await until(() => tracker.state.drops?.size === 2 && board.state.parties?.size === 1);
    const watcher = new TestWatcher(app.url);
    await watcher.waitFor(({ type }) => type === 'hello', 'hello');
    for (const topic of ['board', 'world:444']) await watcher.ask({ type: 'subscribe', topic });
    const listed = await readJson<{ active_parties: object[] }>(await app.get('/parties?sort=-confirmed_value'));
    assert.partialDeepStrictEqual(listed.active_parties, [{ confirmed_value: RUNE_2H.value }]);

    const answer = await admin.do('DELETE', '/drop-parties/1/drops/2');
    assert.deepEqual(answer, {
      ...{ id: 1, world: 444, is_active: true, ended_at: null, total_drops: 1, total_value: RUNE_2H.value },
      ...{ confirmed_drops: 1, confirmed_value: RUNE_2H.value, created_at: '2025-12-09T12:00:00.000Z' },
    });
    const { total_value, avg_drop, median_drop, drops, biggest_drops } = await page();
    assert.deepEqual([total_value, avg_drop, median_drop], [RUNE_2H.value, RUNE_2H.value, RUNE_2H.value]);
    assert.deepEqual(
      [drops, biggest_drops].map((all) => all.map(({ number }) => number)),
      [[1], [1]],
    );
    await until(() => board.state.parties.get('444').total_value === RUNE_2H.value, 'the board');
    await until(() => tracker.state.drops.size === 1 && tracker.state.party.total_drops === 1, 'the room');
    for (const topic of ['board', 'world:444'])
      await watcher.waitFor((frame) => frame.event === 'drop_removed' && frame.topic === topic, topic);
    await report('203.0.113.66', 'trudy', { item_id: 995, value: ABSURD });
    assert.equal((await page()).total_drops, 1, 'whoever saw the removed drop makes no new one');
    await app.restart();
    assert.equal((await page()).total_value, RUNE_2H.value);
    assert.deepEqual(await admin.acts(), [['drop_removed', '1', { world: 444, number: 2 }]]);
    watcher.socket.close();
  });

  it('[DROP-17] removes and confirms drops of a party that has ended, and history follows', async () => {
    await report('192.0.2.1', 'ann');
    await report('203.0.113.66', 'mallory', { item_id: 995, value: ABSURD });
    clock.advance(300_000);
    await app.post('/parties/cleanup');
    assert.equal((await history())[0]!.total_drops, 2);
    await admin.do('DELETE', '/drop-parties/1/drops/2');
    await admin.do('POST', '/drop-parties/1/drops/1/confirm');
    for (const restart of [false, true]) {
      if (restart) await app.restart();
      const { total_drops, median_drop, confirmed_drops } = (await history())[0]!;
      assert.deepEqual([total_drops, median_drop, confirmed_drops], [1, RUNE_2H.value, 1]);
    }
  });

  it('[DROP-7] ends a party now, for lists and rooms, and the next drop starts another', async () => {
    await report('192.0.2.1', 'ann');
    const board = await app.sdk.joinOrCreate('board');
    await until(() => board.state.parties?.size === 1);
    assert.partialDeepStrictEqual(await admin.do('POST', '/drop-parties/1/end'), { id: 1, is_active: false });
    await until(() => board.state.parties.size === 0, 'the board');
    assert.equal((await history()).length, 1);
    await admin.do('POST', '/drop-parties/1/end');
    await report('192.0.2.1', 'ann');
    assert.equal((await page(2)).is_active, true);
    assert.deepEqual(await admin.acts(), [['drop_party_ended', '1', { world: 444 }]]);
  });

  it('[DROP-15] confirms a drop once, however often', async () => {
    await report('192.0.2.1', 'ann');
    for (const _ of [1, 2]) await admin.do('POST', '/drop-parties/1/drops/1/confirm');
    assert.equal((await page()).confirmed_drops, 1);
    assert.equal((await admin.acts()).length, 1);
  });

  it('an unknown party or drop is refused, and so is whoever is not the admin', async () => {
    await report('192.0.2.1', 'ann');
    const refused = async (method: string, path: string, ...expected: [number, string]) =>
      assertProblem(await admin.send(method, path), ...expected);
    await refused('POST', '/drop-parties/9/end', 404, 'party_not_found');
    await refused('DELETE', '/drop-parties/1/drops/2', 404, 'drop_not_found');
    await refused('POST', '/drop-parties/1/drops/2/confirm', 404, 'drop_not_found');
    await admin.do('DELETE', '/drop-parties/1/drops/1');
    await refused('POST', '/drop-parties/1/drops/1/confirm', 404, 'drop_not_found');
    await assertProblem(await app.send('POST', '/admin/drop-parties/1/end'), 401, 'unauthorized');
    assert.equal((await page()).is_active, true);
  });

  it('sees who claimed and confirmed each drop, removed ones too, a page at a time', async () => {
    await report('192.0.2.1', 'Ann of Lumbridge');
    await report('192.0.2.2', 'Bob of Lumbridge');
    await report('192.0.2.1', 'Ann of Lumbridge', { item_id: 1 });
    await admin.do('DELETE', '/drop-parties/1/drops/1');
    type Page = { drops: (Judged & { vouchers: object[] })[]; next_cursor?: string };
    const first = await admin.do<Page>('GET', '/drops?party_id=1&limit=1');
    assert.deepEqual([first.drops[0]!.number, first.drops[0]!.removed, first.next_cursor], [2, false, '2']);
    const { drops, next_cursor } = await admin.do<Page>('GET', `/drops?party_id=1&limit=1&cursor=${first.next_cursor}`);
    assert.deepEqual([drops[0]!.removed, drops[0]!.vouchers.length, next_cursor], [true, 1, undefined]);
    assert.deepEqual(drops[0]!.claim, first.drops[0]!.claim);
    assert.doesNotMatch(JSON.stringify(drops), /192\.0\.2|Lumbridge/);
  });
});

describe('webhooks', () => {
  it('[DROP-17] are told of the end of a party by an admin, without the drops that were removed', async () => {
    const receiver = await TestReceiver.start();
    const env = { ...ADMIN_ENV, WEBHOOK_URLS: receiver.address(), WEBHOOK_ALLOW_PRIVATE: 'true' };
    const app = await startApp({ env });
    const admin = new Admin(app);
    await app.post('/drops', { ...RUNE_2H, reporter: 'ann' });
    await app.post('/drops', { ...RUNE_2H, reporter: 'ann', value: ABSURD });
    await admin.do('DELETE', '/drop-parties/1/drops/2');
    await admin.do('POST', '/drop-parties/1/drops/1/confirm');
    await admin.do('POST', '/drop-parties/1/end');
    await until(() => receiver.events.includes('drop_party_ended'), 'the announcement');
    const { data } = receiver.received.at(-1)!.body;
    const confirmed = { confirmed_drops: 1, confirmed_value: RUNE_2H.value };
    assert.partialDeepStrictEqual(data['party'], { total_drops: 1, total_value: RUNE_2H.value, ...confirmed });
    await app.stop();
    await receiver.stop();
  });
});

describe('a mute', () => {
  const clock = new FakeClock();
  const app = appForEachTest({ now: clock.now, env: { ...ADMIN_ENV, TRUST_PROXY: 'loopback' } });
  let admin: Admin;
  beforeEach(() => void (admin = new Admin(app)));

  const report = async (address: string, name: string, drop: object = {}) => {
    const headers = { 'X-Forwarded-For': address, 'X-Reporter-Id': name };
    return readJson<{ status: string; reason?: string }>(await app.post('/drops', { ...RUNE_2H, ...drop }, headers));
  };
  const confirmed = async (id: number) => (await readJson<Figures>(await app.get(`/parties/${id}`))).confirmed_drops;
  const mute = async (mutes: object[]) => {
    const path = join(app.dataDir, 'operator.json');
    await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), mutes }));
  };
  /** Of the drop's claim in the admin's list. */
  const claimOf = async (id: number) => {
    const { drops } = await admin.do<{ drops: Judged[] }>('GET', `/drops?party_id=${id}`);
    return drops.at(-1)!.claim;
  };

  for (const kind of ['reporter', 'source'] as const) {
    it(`[DROP-18] of a ${kind} takes what only it confirmed out of running and ended parties, and an unmute puts it back`, async () => {
      await report('203.0.113.66', 'mallory');
      await report('192.0.2.1', 'ann');
      clock.advance(300_000);
      await app.post('/parties/cleanup');
      await report('203.0.113.66', 'mallory');
      await report('192.0.2.1', 'ann');
      assert.deepEqual([await confirmed(1), await confirmed(2)], [1, 1]);
      const { [kind]: hash } = await claimOf(1);
      await admin.do('POST', '/mutes', { [kind]: hash });
      await until(async () => (await confirmed(1)) + (await confirmed(2)) === 0, 'the recount');
      assert.equal((await report('203.0.113.66', 'mallory', { item_id: 1 })).reason, 'muted');
      assert.equal((await readJson<Figures>(await app.get('/parties/2'))).total_drops, 1);
      await admin.do('DELETE', `/mutes/${hash}`);
      await until(async () => (await confirmed(1)) + (await confirmed(2)) === 2, 'the recount back');
      assert.equal((await report('203.0.113.66', 'mallory', { item_id: 1 })).status, 'drop_added');
    });
  }

  it('[DROP-18] that was made while the server was down is followed at its start', async () => {
    await report('203.0.113.66', 'mallory');
    await report('192.0.2.1', 'ann');
    const { reporter } = await claimOf(1);
    await app.restart(() => mute([{ reporter }]));
    await until(async () => (await confirmed(1)) === 0, 'the recount');
    await app.restart();
    assert.equal(await confirmed(1), 0);
  });
});
