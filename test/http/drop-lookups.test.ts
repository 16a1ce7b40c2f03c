import assert from 'node:assert/strict';
import { appForSuite, FakeClock, readJson } from '../support/app.ts';

type Found = {
  drops: { world: number; drop_party_id: number; number: number; item_name: string; dropped_at: string }[];
  next_cursor?: string;
};
type Items = {
  items: { item_id: number; item_name: string; drops: number; value: number; confirmed_value: number }[];
  is_complete: boolean;
};
type Summary = Items & { days: number; drops: number; total_value: number; confirmed_value: number };
type Paces = { since: string; step_seconds: number; parties: { id: number; gp: number[] }[] };

const WHIP = { item_id: 4151, item_name: 'Abyssal whip', quantity: 1, value: 1_400_000 };
const BONES = { item_id: 526, item_name: '100%_Bones!', quantity: 1, value: 90 };
const DAY_MS = 86_400_000;

describe('lookups of drops', () => {
  const clock = new FakeClock();
  const app = appForSuite({ now: clock.now, env: { TRUST_PROXY: 'loopback' } });
  const start = clock.time;

  before(async () => {
    const report = async (world: number, item: object, ...addresses: string[]) => {
      for (const address of addresses)
        await app.post('/drops', { world, ...item, reporter: address }, { 'X-Forwarded-For': address });
    };
    await report(301, WHIP, '192.0.2.1');
    clock.advance(2 * DAY_MS);
    await app.post('/parties/cleanup');
    await report(444, WHIP, '192.0.2.1', '192.0.2.2');
    clock.advance(5_000);
    await report(444, BONES, '192.0.2.1', '192.0.2.2');
    clock.advance(5_000);
    await report(302, { ...BONES, value: 9_000_000_000_000 }, '192.0.2.3');
  });

  const search = async (query: string) => readJson<Found>(await app.get(`/drops/search?${query}`));
  const found = async (query: string) =>
    (await search(query)).drops.map(({ world, item_name }) => `${world} ${item_name}`);

  it('find an item by part of its name in any case, newest first, in running and ended parties', async () => {
    assert.deepEqual(await found('item=WHIP'), ['444 Abyssal whip', '301 Abyssal whip']);
    assert.deepEqual(await found('item=whip&from=' + (start + DAY_MS)), ['444 Abyssal whip']);
    assert.deepEqual(await found('item=whip&to=' + (start + DAY_MS)), ['301 Abyssal whip']);
    assert.deepEqual(await found('item_id=526&world=302'), ['302 100%_Bones!']);
    assert.deepEqual(await found('min_value=1000000&world=444'), ['444 Abyssal whip']);
  });

  it('take what means something in a pattern as it is written', async () => {
    for (const item of ['100%25_', 'nes!']) assert.equal((await found(`item=${item}`)).length, 2, item);
    for (const item of ['%25whip', 'abyssal_whip', '!']) {
      const names = await found(`item=${item}`);
      assert.ok(!names.some((name) => name.includes('whip')), item);
    }
  });

  it('come in pages without gaps or repeats', async () => {
    const seen: string[] = [];
    let cursor = '';
    for (let pages = 0; pages < 10; pages++) {
      const page = await search(`limit=1${cursor}`);
      seen.push(...page.drops.map(({ drop_party_id, number }) => `${drop_party_id}-${number}`));
      if (page.next_cursor === undefined) break;
      cursor = `&cursor=${page.next_cursor}`;
    }
    assert.deepEqual(seen, ['3-1', '2-2', '2-1', '1-1']);
  });

  it('refuse what they do not know', async () => {
    for (const query of [
      'item=',
      'itme=whip',
      'item_id=-1',
      'cursor=x',
      'from=2025-12-02T00:00:00Z&to=2025-12-01T00:00:00Z',
    ])
      assert.equal((await app.get(`/drops/search?${query}`)).status, 422, query);
    for (const path of ['/drops/summary?days=2', '/parties/pace?x=1', '/parties/1/items?x=1'])
      assert.equal((await app.get(path)).status, 422, path);
    assert.equal((await app.get('/parties/99/items')).status, 404);
  });

  it('tell what dropped most in a party', async () => {
    const { items, is_complete } = await readJson<Items>(await app.get('/parties/2/items'));
    assert.deepEqual(
      items.map(({ item_id, drops, value, confirmed_value }) => [item_id, drops, value, confirmed_value]),
      [
        [4151, 1, 1_400_000, 1_400_000],
        [526, 1, 90, 90],
      ],
    );
    assert.equal(is_complete, true);
  });

  it('sum up the last days, and no made-up value leads', async () => {
    const { items, ...summary } = await readJson<Summary>(await app.get('/drops/summary?days=1'));
    const confirmed_value = 1_400_090;
    const total_value = confirmed_value + 9_000_000_000_000;
    assert.deepEqual(summary, { days: 1, drops: 3, total_value, confirmed_value, is_complete: true });
    assert.deepEqual(
      items.map(({ item_id }) => item_id),
      [4151, 526],
    );
    const week = await readJson<Summary>(await app.get('/drops/summary?days=7'));
    assert.equal(week.drops, 4);
  });

  it('tell what running parties gained in each step', async () => {
    const { since, step_seconds, parties } = await readJson<Paces>(await app.get('/parties/pace'));
    assert.equal(step_seconds, 5);
    assert.equal(Date.parse(since) % 5_000, 0);
    const gained = parties.map(({ id, gp }) => [id, gp.length, gp.slice(-3)]);
    assert.deepEqual(gained, [
      [2, 60, [1_400_000, 90, 0]],
      [3, 60, [0, 0, 9_000_000_000_000]],
    ]);
  });
});
