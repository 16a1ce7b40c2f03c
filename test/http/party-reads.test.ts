import assert from 'node:assert/strict';
import { appForSuite, FakeClock, readJson } from '../support/app.ts';
import { assertProblem, RUNE_2H } from './reports.ts';

type Listed = { active_parties: { id: number }[]; next_cursor?: string };
type Page = { drops: { number: number; witnesses: number }[]; next_cursor?: string };
type History = { parties: { id: number; is_active: boolean; ended_at: string }[]; next_cursor?: string };

describe('reads of drop parties', () => {
  const clock = new FakeClock();
  const app = appForSuite({ now: clock.now });
  before(async () => {
    // Two ended parties, of worlds 500 and 501, then running ones of worlds 301..305, worth 100..500, and 306 with 150 drops.
    for (const world of [500, 501]) {
      await app.post('/drops', { ...RUNE_2H, world });
      clock.advance(1_000);
    }
    clock.advance(300_000);
    await app.post('/parties/cleanup');
    for (let i = 1; i <= 5; i++) {
      await app.post('/drops', { ...RUNE_2H, world: 300 + i, value: 100 * i });
      clock.advance(1_000);
    }
    const many = Array.from({ length: 150 }, (_, i) => ({
      ...RUNE_2H,
      world: 306,
      item_id: i,
      value: i,
      reporter: 'a',
    }));
    await app.post('/drops/batch', { reports: many.slice(0, 100) });
    await app.post('/drops/batch', { reports: many.slice(100) });
    await app.post('/drops', { ...RUNE_2H, world: 306, item_id: 149, value: 149, reporter: 'b' });
    clock.advance(30_000);
  });

  const list = async (query: string) => readJson<Listed>(await app.get(`/parties?${query}`));
  const ids = ({ active_parties }: Listed) => active_parties.map(({ id }) => id);

  it('the list is in order of creation by default, and its last page has no cursor', async () => {
    const all = await list('');
    assert.deepEqual(ids(all), [3, 4, 5, 6, 7, 8]);
    assert.deepEqual(Object.keys(all), ['active_parties']);
  });

  it('the list can be filtered by total value and by world', async () => {
    assert.deepEqual(ids(await list('min_value=300')), [5, 6, 7, 8]);
    assert.deepEqual(ids(await list('world=302')), [4]);
    assert.deepEqual(ids(await list('world=302&min_value=201')), []);
  });

  it('the list can be sorted by each field, ascending and descending', async () => {
    assert.deepEqual(ids(await list('sort=-total_value')), [8, 7, 6, 5, 4, 3]);
    assert.deepEqual(ids(await list('sort=avg_drop&limit=2')), [8, 3]);
    assert.deepEqual(ids(await list('sort=-world&limit=1')), [8]);
    for (const field of ['created_at', 'last_drop_at', 'total_drops'])
      assert.equal(ids(await list(`sort=${field}`))[0], 3);
  });

  it('the list has pages without gaps or repetitions', async () => {
    for (const sort of ['created_at', '-total_drops', '-avg_drop']) {
      const seen: number[] = [];
      let cursor = '';
      do {
        const page = await list(`sort=${sort}&limit=4${cursor}`);
        seen.push(...ids(page));
        cursor = page.next_cursor ? `&cursor=${page.next_cursor}` : '';
      } while (cursor);
      assert.deepEqual(seen, ids(await list(`sort=${sort}`)));
    }
  });

  it('a party shows its figures', async () => {
    const { drops, biggest_drops, ...party } = await readJson<Page & { biggest_drops: { value: number }[] }>(
      await app.get('/parties/4'),
    );
    assert.deepEqual(party, {
      id: 4,
      world: 302,
      world_type: null,
      avg_drop: 200,
      total_drops: 1,
      created_at: '2025-12-09T12:05:03.000Z',
      last_drop_at: '2025-12-09T12:05:03.000Z',
      is_active: true,
      ended_at: null,
      duration_minutes: 0,
      total_value: 200,
      median_drop: 200,
      confirmed_drops: 0,
      confirmed_value: 0,
      value_per_minute: 200,
      witnesses: 0,
      time_since_last_drop: 34,
      seconds_until_end: 266,
    });
    assert.deepEqual(drops, biggest_drops);
    assert.deepEqual(drops[0], {
      number: 1,
      item_id: 1319,
      item_name: 'Rune 2h sword',
      quantity: 1,
      value: 200,
      dropped_at: '2025-12-09T12:05:03.000Z',
      tile: null,
      witnesses: 0,
      confirmed: false,
      suspect: false,
    });
  });

  it('a party shows its newest 100 drops with their witnesses, and the rest by cursor', async () => {
    const first = await readJson<Page>(await app.get('/parties/8'));
    assert.deepEqual([first.drops.length, first.drops[0]!.number, first.drops[0]!.witnesses], [100, 150, 2]);
    const rest = await readJson<Page>(await app.get(`/parties/8?cursor=${first.next_cursor}`));
    assert.deepEqual([rest.drops.length, rest.drops[0]!.number, rest.drops.at(-1)!.number], [50, 50, 1]);
    assert.equal('next_cursor' in rest, false);
    assert.equal((await readJson<Page>(await app.get('/parties/8?limit=7'))).drops.length, 7);
  });

  it('the history shows ended parties by time and world, most recently ended first, in pages', async () => {
    const read = async (query: string) => readJson<History>(await app.get(`/parties/history?${query}`));
    const all = await read('');
    assert.deepEqual(
      all.parties.map(({ id, is_active }) => [id, is_active]),
      [
        [2, false],
        [1, false],
      ],
    );
    assert.deepEqual(
      (await read('world=500')).parties.map(({ id }) => id),
      [1],
    );
    const { ended_at } = all.parties[0]!;
    assert.deepEqual(
      (await read(`from=${ended_at}`)).parties.map(({ id }) => id),
      [2],
    );
    assert.deepEqual(
      (await read(`to=${Date.parse(ended_at)}`)).parties.map(({ id }) => id),
      [1],
    );
    const page = await read('limit=1');
    assert.deepEqual(
      (await read(`limit=1&cursor=${page.next_cursor}`)).parties.map(({ id }) => id),
      [1],
    );
  });

  it('a world shows its running party or null, and the last ones that ended', async () => {
    type World = { world: number; party: { id: number } | null; last_parties: { id: number }[] };
    const running = await readJson<World>(await app.get('/worlds/301'));
    assert.deepEqual([running.world, running.party?.id, running.last_parties], [301, 3, []]);
    const quiet = await readJson<World>(await app.get('/worlds/500'));
    assert.deepEqual([quiet.party, quiet.last_parties.map(({ id }) => id)], [null, [1]]);
  });

  it('an ended party can be read', async () => {
    const ended = await readJson(await app.get('/parties/1'));
    assert.deepEqual(
      [ended.is_active, ended.seconds_until_end, ended.ended_at],
      [false, null, '2025-12-09T12:05:00.000Z'],
    );
  });

  for (const [address, ...fields] of [
    ['/parties?minvalue=1', 'minvalue'],
    ['/parties?min_value=-1&world=0', 'min_value', 'world'],
    ['/parties?world=444&world=445', 'world'],
    ['/parties?sort=value', 'sort'],
    ['/parties?sort=constructor', 'sort'],
    ['/parties?limit=0', 'limit'],
    ['/parties?limit=1001', 'limit'],
    ['/parties?limit=', 'limit'],
    ['/parties?limit=1e2', 'limit'],
    ['/parties?cursor=nonsense', 'cursor'],
    ['/parties?__proto__=1', '__proto__'],
    ['/parties?world=%zz', 'world'],
    ['/parties/history?from=yesterday', 'from'],
    ['/parties/history?from=2025-12-09T12:00:00Z&to=2025-12-09T12:00:00Z', 'to'],
    ['/parties/history?limit=101', 'limit'],
    ['/parties/history?cursor=nonsense', 'cursor'],
    ['/parties/1?cursor=x', 'cursor'],
    ['/worlds/65536', 'world'],
    ['/worlds/444?x=1', 'x'],
  ] as const) {
    it(`refuses ${address}`, async () => {
      await assertProblem(await app.get(address), 422, 'validation_failed', fields);
    });
  }

  it('a cursor of another sort is refused', async () => {
    const { next_cursor } = await list('sort=world&limit=1');
    await assertProblem(await app.get(`/parties?cursor=${next_cursor}`), 422, 'validation_failed', ['cursor']);
  });

  it('[IN-3] an unknown party answers 404, and so does what cannot be one', async () => {
    for (const id of ['999', 'abc', '0', '-1', '1.5', '99999999999999999999']) {
      await assertProblem(await app.get(`/parties/${id}`), 404, 'party_not_found');
    }
  });
});
