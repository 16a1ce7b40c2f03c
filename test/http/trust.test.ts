import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appForEachTest, FakeClock, readJson, startApp, type TestApp, until } from '../support/app.ts';
import { newFolder } from '../tools/filled-store.ts';
import { TestWatcher } from '../updates/TestWatcher.ts';
import { assertProblem, RUNE_2H } from './reports.ts';

const ABSURD = Number.MAX_SAFE_INTEGER;
const KEY = 'a key of the clan, of forty-three characters';
const SETTINGS = { keys: [{ name: 'clan', hash: createHash('sha256').update(KEY).digest('hex') }] };

type Listed = { world: number; confirmed_value: number; confirmed_drops: number };
type Answer = { status: string; reason?: string };

const from = (address: string, more: Record<string, string> = {}) => ({ 'X-Forwarded-For': address, ...more });

/** What the doors under test share. */
function doors(app: Pick<TestApp, 'get' | 'post'>) {
  return {
    report: async (headers: Record<string, string>, drop: object = {}) =>
      readJson<Answer>(await app.post('/drops', { ...RUNE_2H, ...drop }, headers)),
    listed: async (query = '') =>
      (await readJson<{ active_parties: Listed[] }>(await app.get(`/parties${query}`))).active_parties,
  };
}

describe('confirmed drops over every door', () => {
  const app = appForEachTest({ now: new FakeClock().now, env: { TRUST_PROXY: 'loopback' } });

  it('[DROP-15] two named reporters of one address confirm nothing, one of another address does', async () => {
    const { report, listed } = doors(app);
    for (const name of ['ann', 'bob', 'cy']) await report(from('192.0.2.1', { 'X-Reporter-Id': name }));
    assert.deepEqual((await listed())[0]!.confirmed_value, 0);
    await report(from('2001:db8::1', { 'X-Reporter-Id': 'dee' }));
    await report(from('2001:db8::2', { 'X-Reporter-Id': 'eve' }));
    const { confirmed_value, confirmed_drops } = (await listed())[0]!;
    assert.deepEqual([confirmed_value, confirmed_drops], [RUNE_2H.value, 1]);
  });

  it('[DROP-15] clients without reporters confirm each other’s drops, if they tell of the same', async () => {
    const { report, listed } = doors(app);
    const answer = await report(from('192.0.2.1'));
    assert.equal(answer.status, 'party_created');
    for (const [address, drop] of [
      ['192.0.2.1', {}],
      ['192.0.2.2', { item_id: 1 }],
      ['192.0.2.2', { value: 1 }],
    ] as const) {
      assert.equal((await report(from(address), drop)).reason, 'duplicate_detected');
      assert.equal((await listed())[0]!.confirmed_drops, 0);
    }
    assert.equal((await report(from('192.0.2.2'))).reason, 'duplicate_detected');
    assert.equal((await listed())[0]!.confirmed_drops, 1);
  });

  it('[DROP-15] the party, its world, its rooms and /updates show at once what is confirmed', async () => {
    const { report } = doors(app);
    const watcher = new TestWatcher(app.url);
    await watcher.waitFor(({ type }) => type === 'hello', 'hello');
    for (const topic of ['board', 'world:444']) await watcher.ask({ type: 'subscribe', topic });
    await report(from('192.0.2.1', { 'X-Reporter-Id': 'ann' }));
    const [board, tracker] = [await app.sdk.joinOrCreate('board'), await app.sdk.joinById('drops-444')];
    await until(() => tracker.state.party?.total_drops === 1 && board.state.parties?.size === 1);
    assert.equal(tracker.state.drops.get('1').confirmed, false);
    await report(from('192.0.2.2', { 'X-Reporter-Id': 'bob' }));
    await until(() => board.state.parties.get('444').confirmed_value === RUNE_2H.value, 'the board');
    await until(() => tracker.state.drops.get('1').confirmed, 'the drop in its room');
    assert.deepEqual([tracker.state.party.confirmed_value, tracker.state.party.confirmed_drops], [RUNE_2H.value, 1]);
    const told = await watcher.waitFor(({ event, topic }) => event === 'drop_confirmed' && topic === 'board', 'update');
    assert.deepEqual(told['data'], { party: { id: 1, confirmed_drops: 1, confirmed_value: RUNE_2H.value } });
    const page = await readJson<Listed & { drops: object[]; biggest_drops: object[] }>(await app.get('/parties/1'));
    const shown = { confirmed: true, suspect: false, witnesses: 2 };
    assert.partialDeepStrictEqual(page, { confirmed_drops: 1, drops: [shown], biggest_drops: [shown] });
    const world = await readJson<{ party: Listed }>(await app.get('/worlds/444'));
    assert.equal(world.party.confirmed_value, RUNE_2H.value);
    await Promise.all([board.leave(), tracker.leave()]);
    watcher.socket.close();
  });

  it('[DROP-15] a spoofed value does not lead lists by confirmed value, whoever repeats it at its address', async () => {
    const { report, listed } = doors(app);
    for (const i of [1, 2, 3])
      await report(from('203.0.113.66', { 'X-Reporter-Id': `${i}` }), { world: 301, value: ABSURD });
    for (const i of [1, 2]) await report(from(`192.0.2.${i}`, { 'X-Reporter-Id': `${i}` }));
    const worlds = async (query: string) => (await listed(query)).map(({ world }) => world);
    assert.deepEqual(await worlds('?sort=-confirmed_value'), [444, 301]);
    assert.deepEqual(await worlds('?sort=-total_value'), [301, 444]);
    assert.deepEqual(await worlds('?min_confirmed=1'), [444]);
    assert.deepEqual(await worlds(`?min_confirmed=${RUNE_2H.value + 1}`), []);
  });

  it('[DROP-15] the value that a second address agrees with is at most twice its own, so nobody confirms a spoofed one', async () => {
    const { report, listed } = doors(app);
    await report(from('203.0.113.66', { 'X-Reporter-Id': 'x' }), { value: ABSURD });
    await report(from('192.0.2.1', { 'X-Reporter-Id': 'ann' }));
    assert.deepEqual((await listed())[0]!.confirmed_value, 0);
  });

  it('a retry from another address, or with a key, is the same request', async () => {
    const headers = { 'Idempotency-Key': '1', 'X-Reporter-Id': 'ann' };
    await app.post('/drops', RUNE_2H, from('192.0.2.1', headers));
    const again = await app.post('/drops', RUNE_2H, from('192.0.2.2', headers));
    assert.deepEqual([again.status, again.headers.get('idempotency-replayed')], [200, 'true']);
  });
});

describe('ingest keys', () => {
  let app: TestApp;
  afterEach(() => app.stop());

  const start = async (env: Record<string, string> = {}) => {
    app = await startApp({ now: new FakeClock().now, env });
    await app.restart(() => writeFile(join(app.dataDir, 'operator.json'), JSON.stringify(SETTINGS)));
    return doors(app);
  };

  for (const [what, headers] of [
    ['the header X-Ingest-Key', { 'X-Ingest-Key': KEY }],
    ['a bearer token', { Authorization: `Bearer ${KEY}` }],
  ] as const) {
    it(`[DROP-14] a report with a key in ${what} counts as confirmed`, async () => {
      const { report, listed } = await start({ INGEST: 'keys' });
      assert.equal((await report(headers)).status, 'party_created');
      assert.equal((await listed())[0]!.confirmed_value, RUNE_2H.value);
    });
  }

  it('[DROP-14] an unknown key is refused in both modes, over both addresses, and counts nothing', async () => {
    const { listed } = await start();
    const unknown = { 'X-Ingest-Key': 'another' };
    await assertProblem(await app.post('/drops', RUNE_2H, unknown), 401, 'unauthorized');
    await assertProblem(await app.post('/drops/batch', [RUNE_2H], unknown), 401, 'unauthorized');
    await assertProblem(await app.post('/drops', RUNE_2H, { Authorization: 'Bearer another' }), 401, 'unauthorized');
    assert.deepEqual(await listed(), []);
  });

  it('[DROP-14] with INGEST=keys a report without a key is refused, and says how to send one', async () => {
    const { listed } = await start({ INGEST: 'keys' });
    const { error } = await assertProblem(await app.post('/drops', RUNE_2H), 401, 'unauthorized');
    assert.match(error, /X-Ingest-Key/);
    await assertProblem(await app.post('/drops/batch', [RUNE_2H]), 401, 'unauthorized');
    assert.deepEqual(await listed(), []);
  });

  it('[DROP-14] a proxy’s own credentials are no key', async () => {
    const { report } = await start();
    assert.equal((await report({ Authorization: 'Basic b3BlbjpzZXNhbWU=' })).status, 'party_created');
  });
});

describe('what the operator does not count', () => {
  let app: TestApp;
  afterEach(() => app.stop());

  it('[DROP-19] a report below MIN_VALUE is ignored with its reason, over both addresses', async () => {
    app = await startApp({ env: { MIN_VALUE: '100' } });
    const { report, listed } = doors(app);
    const ignored = {
      status: 'ignored',
      reason: 'below_min_value',
      message: 'Drop ignored - worth less than this server counts',
    };
    assert.deepEqual(await report({}, { value: 99 }), ignored);
    const batch = await app.post('/drops/batch', [
      { ...RUNE_2H, value: 99 },
      { ...RUNE_2H, value: 100 },
    ]);
    const { results } = await readJson<{ results: Answer[] }>(batch);
    assert.deepEqual(results[0], ignored);
    assert.equal(results[1]!.status, 'party_created');
    assert.equal((await listed()).length, 1);
  });

  it('[DROP-16] a claim that is far from PRICES_FILE is marked, and two addresses do not confirm it', async () => {
    await using folder = await newFolder();
    const PRICES_FILE = folder.file('prices.json');
    await writeFile(
      PRICES_FILE,
      JSON.stringify({ data: { 1319: { high: 39_000, highTime: 1, low: 37_000, lowTime: 1 } } }),
    );
    app = await startApp({ env: { PRICES_FILE, TRUST_PROXY: 'loopback' }, now: new FakeClock().now });
    const { report } = doors(app);
    for (const i of [1, 2]) await report(from(`192.0.2.${i}`, { 'X-Reporter-Id': `${i}` }), { value: 380_001 });
    for (const i of [1, 2])
      await report(from(`192.0.2.${i}`, { 'X-Reporter-Id': `${i}` }), { world: 301, value: 380_000 });
    type Page = { confirmed_drops: number; drops: { suspect: boolean }[] };
    const shown = async (id: number) => {
      const { confirmed_drops, drops } = await readJson<Page>(await app.get(`/parties/${id}`));
      return [confirmed_drops, drops[0]!.suspect];
    };
    assert.deepEqual(await shown(1), [0, true]);
    assert.deepEqual(await shown(2), [1, false]);
  });
});
