import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saltedHash } from '../../src/config/secret.ts';
import { ANSWER_KEPT_MS } from '../../src/store/limits.ts';
import { SqlStore } from '../../src/store/sql/SqlStore.ts';
import { SqliteEngine } from '../../src/store/sqlite/SqliteEngine.ts';
import { FakeClock, readJson, startApp, type TestApp } from '../support/app.ts';
import { assertProblem, partiesOf, RUNE_2H } from './reports.ts';

const KEY = { 'Idempotency-Key': '0e8d3c2a-6f0e-4b55-9c0e-4b1f7a3f2a10' };

describe('a write with an Idempotency-Key', () => {
  let clock: FakeClock;
  let dataDir: string;
  let app: TestApp;
  beforeEach(async () => {
    clock = new FakeClock();
    dataDir = await mkdtemp(join(tmpdir(), 'muster-'));
    app = await startApp({ now: clock.now, dataDir });
  });
  afterEach(async () => {
    await app.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const restart = async () => {
    await app.stop();
    app = await startApp({ now: clock.now, dataDir });
  };

  it('gets its first answer again, marked as replayed, even across a restart', async () => {
    const first = await app.post('/drops', RUNE_2H, KEY);
    assert.equal(first.headers.get('idempotency-replayed'), null);
    const answer = await readJson(first);
    clock.advance(1_000);
    await app.post('/drops', RUNE_2H);
    await restart();
    const again = await app.post('/drops', RUNE_2H, KEY);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    assert.deepEqual(await readJson(again), answer);
    assert.equal((await partiesOf(app))[0]!.total_drops, 2);
  });

  it('counts once when it is sent many times at once', async () => {
    const tries = await Promise.all(
      Array.from({ length: 10 }, async () => readJson(await app.post('/drops', { ...RUNE_2H, reporter: 'a' }, KEY))),
    );
    for (const answer of tries) assert.deepEqual(answer, tries[0]);
    assert.equal((await partiesOf(app))[0]!.total_drops, 1);
  });

  it('is a new write after 24 h', async () => {
    await app.post('/drops', RUNE_2H, KEY);
    clock.advance(ANSWER_KEPT_MS);
    assert.equal((await readJson(await app.post('/drops', RUNE_2H, KEY))).party_id, 2);
  });

  it('with other content is refused and changes nothing', async () => {
    await app.post('/drops', RUNE_2H, KEY);
    clock.advance(1_000);
    await assertProblem(await app.post('/drops', { ...RUNE_2H, value: 1 }, KEY), 422, 'idempotency_key_reused');
    assert.equal((await partiesOf(app))[0]!.total_drops, 1);
  });

  it('is the same write with its fields in another order or style', async () => {
    await app.post('/drops', RUNE_2H, KEY);
    const { item_id: itemId, ...rest } = RUNE_2H;
    const again = await app.post('/drops', { ...rest, itemId, guid: 'x' }, KEY);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
  });

  it('is a new write with a world type; without one it is what it was before there were world types', async () => {
    await app.stop();
    const hash = saltedHash((await readFile(join(dataDir, 'secret'), 'utf8')).trim());
    const store = new SqlStore(new SqliteEngine(dataDir), {
      now: clock.now,
      log: { error() {}, warn() {} },
    });
    await store.open();
    const old = { ...RUNE_2H, reporter: null, tile: null, tick: null };
    const answer = { status: 'drop_added', party_id: 7, world: 444, total_drops: 2, avg_drop_value: 1 };
    const remembered = (endpoint: string, key: string, content: unknown) => {
      const id = hash(JSON.stringify(['request', endpoint, key, null]));
      return { id, fingerprint: hash(JSON.stringify(content)), at: clock.time, answer };
    };
    const key = KEY['Idempotency-Key'];
    const answers = [remembered('POST /drops', key, old), remembered('POST /drops/batch', `${key}#0`, [old])];
    await store.commit({ events: [], updates: [], announcements: [], answers });
    await store.close();
    app = await startApp({ now: clock.now, dataDir });
    assert.equal((await readJson(await app.post('/drops', RUNE_2H, KEY))).party_id, 7);
    const batch = await app.post('/drops/batch', { reports: [RUNE_2H] }, KEY);
    assert.equal((await readJson<{ results: { party_id: number }[] }>(batch)).results[0]!.party_id, 7);
    const typed = await app.post('/drops', { ...RUNE_2H, world_type: 'pvp' }, KEY);
    await assertProblem(typed, 422, 'idempotency_key_reused');
  });

  it('is a new write from another reporter', async () => {
    await app.post('/drops', RUNE_2H, { ...KEY, 'X-Reporter-Id': 'a' });
    const other = await app.post('/drops', { ...RUNE_2H, item_id: 1 }, { ...KEY, 'X-Reporter-Id': 'b' });
    assert.equal((await readJson(other)).status, 'drop_added');
  });

  it('that was refused can be corrected and sent again', async () => {
    await assertProblem(await app.post('/drops', { ...RUNE_2H, value: -1 }, KEY), 422, 'validation_failed');
    assert.equal((await app.post('/drops', RUNE_2H, KEY)).status, 200);
  });

  it('cleans up once, and answers again which parties ended, even across a restart', async () => {
    await app.post('/drops', RUNE_2H);
    app.holdClock('drops-444');
    clock.advance(300_000);
    const both = await Promise.all([
      app.post('/parties/cleanup', undefined, KEY),
      app.post('/parties/cleanup', undefined, KEY),
    ]);
    const answers = await Promise.all(both.map((response) => readJson(response)));
    assert.equal(answers[0]!.parties_ended, 1);
    assert.deepEqual(answers[1], answers[0]);
    await restart();
    const again = await app.post('/parties/cleanup', undefined, KEY);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    assert.deepEqual(await readJson(again), answers[0]);
    assert.equal((await readJson(await app.post('/parties/cleanup'))).parties_ended, 0);
  });
});
