import assert from 'node:assert/strict';
import { startApp, type TestApp } from '../../../support/app.ts';
import { useNetDriver } from './NetDriver.ts';

type DropParty = { id: number; total_value: number; avg_drop: number; median_drop: number; biggest_drops: object[] };

describe('MusterRest, with drops', () => {
  const driver = useNetDriver();
  let app: TestApp;
  beforeEach(async () => {
    app = await startApp({ env: { DEDUPE_WINDOW_MS: '0' } });
  });
  afterEach(() => app.stop());

  const act = <T>(name: string, input: object) => driver.do<T>({ url: app.url }, name, input);

  it('reports and reads drops with 64-bit values', async () => {
    const most = Number.MAX_SAFE_INTEGER;
    const drop = { world: 444, item_id: 2147483647, item_name: 'Torva ⚔', quantity: 2147483647, x: 1, y: 2, plane: 3 };
    const told = { reporter: 'r', tick: 9, world_type: 'pvp', seen_at: '2025-12-09T12:00:00Z' };
    const created = await act<object>('drops.report', { ...drop, ...told, value: most });
    assert.deepEqual(created, {
      status: 'party_created',
      message: 'New drop party created on world 444',
      party_id: 1,
      world: 444,
      total_drops: 1,
      avg_drop_value: most,
      reason: null,
      kind: null,
      error: null,
      errors: [],
    });
    const reports = [
      { ...drop, value: 2 ** 31 },
      { ...drop, value: -1 },
      { ...drop, value: 2 ** 40 + 1 },
    ];
    const answers = await act<{ status: string; kind: string; errors: object[] }[]>('drops.batch', {
      reports,
    });
    assert.deepEqual(
      answers.map(({ status }) => status),
      ['drop_added', 'rejected', 'drop_added'],
    );
    assert.deepEqual(answers[1]!.errors, [
      { field: 'reports.1.value', message: 'must be a whole number from 0 to 9007199254740991' },
    ]);
    const page = await act<{ party: DropParty; drops: object[] }>('drops.party', { id: 1, limit: 2 });
    assert.equal(page.drops.length, 2);
    // Compared as text: JavaScript would round the number.
    assert.match(await (await app.get('/parties/1')).text(), /"median_drop":1099511627777/);
    assert.equal(page.party.median_drop, 2 ** 40 + 1);
    assert.deepEqual((page.party.biggest_drops[0] as { value: number; tile: object }).value, most);
    const { party } = await act<{ party: DropParty }>('drops.world', { world: 444 });
    assert.equal(party.id, 1);
    const list = await act<{ active_parties: object[] }>('drops.parties', {
      world: 444,
      min_value: most,
      sort: '-total_value',
    });
    assert.equal(list.active_parties.length, 1);
    const none = await act<{ parties: object[] }>('drops.history', {
      from: '2025-01-01T00:00:00Z',
      to: '2025-01-02T00:00:00Z',
      world: 444,
    });
    assert.deepEqual(none.parties, []);
  });

  it('shows a total beyond 2^63 as the greatest long', async () => {
    const drop = { world: 444, item_id: 1, item_name: 'Absurd', quantity: 1, value: Number.MAX_SAFE_INTEGER };
    for (let n = 0; n < 11; n++) await app.post('/drops/batch', { reports: Array.from({ length: 100 }, () => drop) });
    assert.match(await (await app.get('/worlds/444')).text(), /"total_value":9907919180215\d{6}/);
    // Read by JavaScript, 2^63-1 is 2^63.
    const { party } = await act<{ party: DropParty }>('drops.world', { world: 444 });
    assert.equal(party.total_value, 2 ** 63);
    assert.equal(party.avg_drop, Number.MAX_SAFE_INTEGER);
  });
});
