import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ITEM_NAME_LENGTH_MAX, VALUE_GP_MAX } from '../../src/domain/limits.ts';
import { BATCH_REPORTS_MAX } from '../../src/protocol/limits.ts';
import { readJson, startApp, type TestApp, until } from '../support/app.ts';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';
import { type Fate, LossyProxy, loseAnswer } from './runelite/LossyProxy.ts';
import { needJava } from './runelite/java.ts';
import { type Plugin, Plugins, type PluginState } from './runelite/Plugins.ts';

/** So long that no report of a test grows too old, however slow the machine is. */
const PATIENT = { realTime: true, usefulMs: 600_000 };

const RUNE_2H = { item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, price: 38_052, x: 3_164, y: 3_486, tick: 7 };

type Party = {
  total_drops: number;
  total_value: number;
  witnesses: number;
  drops: { item_id: number }[];
  next_cursor?: string;
};

describe('a RuneLite plugin and a server', () => {
  let plugins: Plugins;
  before(async function () {
    needJava(this);
    plugins = await Plugins.start();
  });
  after(() => plugins?.stop());

  describe('that runs', () => {
    let app: TestApp;
    let proxy: LossyProxy;
    beforeEach(async () => {
      app = await startApp();
      proxy = await LossyProxy.start(app.url);
    });
    afterEach(async () => {
      await proxy.stop();
      await app.stop();
    });

    it('sends the first drop within 250 ms by its own clock', async () => {
      const plugin = await plugins.open({ server: app.url });
      await plugin.report(RUNE_2H);
      assert.ok((await plugin.until({ waitingMs: 200 })).sent === 0);
      await plugin.advance(200);
      const state = await plugin.until({ accepted: 1 });
      assert.deepEqual([state.queued, state.sent, state.retries, state.lastError], [1, 1, 0, null]);
      const party = await partyOf(app.url);
      assert.deepEqual([party.total_drops, party.total_value], [1, 38_052]);
      await plugin.close();
    });

    it('ten who report one drop are its ten witnesses', async () => {
      const all = await Promise.all(Array.from({ length: 10 }, () => plugins.open({ server: app.url, ...PATIENT })));
      await Promise.all(all.map((plugin) => plugin.report(RUNE_2H)));
      const states = await Promise.all(all.map((plugin) => plugin.close()));
      assert.deepEqual([sum(states, 'accepted'), sum(states, 'ignored')], [1, 9]);
      const party = await partyOf(app.url);
      assert.deepEqual([party.total_drops, party.witnesses], [1, 10]);
    });

    it('a burst of 1,000 reports is counted once, in ten batches', async () => {
      const plugin = await plugins.open({ server: proxy.url, usefulMs: 600_000 });
      await reportMany(plugin, 1_000);
      const { accepted, queued, dropped } = await plugin.close();
      assert.deepEqual([queued, accepted, dropped], [1_000, 1_000, 0]);
      assert.equal((await partyOf(app.url)).total_drops, 1_000);
      assert.deepEqual(proxy.batchSizes, Array(10).fill(100));
    });

    it('an answer that is lost doubles nothing', async () => {
      proxy.fates.push(loseAnswer, loseAnswer);
      const plugin = await plugins.open({ server: proxy.url, ...PATIENT });
      await plugin.report(RUNE_2H, RUNE_2H);
      const { accepted, ignored, retries, errors } = await plugin.until({ sent: 2 });
      assert.deepEqual([accepted, ignored, retries, errors.length], [2, 0, 2, 2]);
      assert.equal((await partyOf(app.url)).total_drops, 2);
      await plugin.close();
    });

    it('the longest batch there is fits', async () => {
      const plugin = await plugins.open({ server: app.url, ...PATIENT });
      const longest = {
        item_name: '💀'.repeat(ITEM_NAME_LENGTH_MAX),
        item_id: 2_147_483_647,
        value: VALUE_GP_MAX,
        plane: 3,
        x: 16_383,
        y: 16_383,
        tick: 2_147_483_647,
        world_type: 'a'.repeat(32),
      };
      await plugin.report(...Array.from({ length: BATCH_REPORTS_MAX }, () => longest));
      assert.equal((await plugin.close()).accepted, BATCH_REPORTS_MAX);
    });

    it('a report that only the server finds wrong is told, and leaves the others as they are', async () => {
      const plugin = await plugins.open({ server: app.url, ...PATIENT });
      // Not white space to Java, but to the server: trimmed, nothing is left.
      await plugin.report(RUNE_2H, { item_name: '\u00A0' }, RUNE_2H);
      const state = await plugin.until({ sent: 3 });
      assert.deepEqual([state.accepted, state.rejected, state.retries], [2, 1, 0]);
      assert.deepEqual(state.rejections, ['\u00A0: reports.1.item_name: must not be empty']);
      await plugin.close();
    });
  });

  describe('that limits it', () => {
    let app: TestApp;
    before(async () => {
      app = await startApp({ env: { RATE_LIMIT_DISABLED: 'false', RATE_LIMIT_WRITES_PER_MINUTE: '2' } });
    });
    after(() => app.stop());

    it('is left alone for as long as it asks', async () => {
      const plugin = await plugins.open({ server: app.url, random: 0, usefulMs: 600_000 });
      await plugin.report(RUNE_2H, RUNE_2H, RUNE_2H);
      await plugin.until({ waitingMs: 200 });
      await plugin.advance(200);
      await until(async () => (await plugin.state()).waitingMs > 200, 'the pause');
      const { errors } = await plugin.state();
      const told = /^HTTP 429: too many requests from this address: try again in (\d+) s$/.exec(errors[0]!);
      const waitMs = Number(told![1]) * 1_000;
      await plugin.until({ waitingMs: waitMs });
      await plugin.advance(waitMs - 1);
      assert.equal((await plugin.until({ waitingMs: 1 })).errors.length, 1);
      await plugin.advance(1);
      await plugin.until({ retries: 1 });
      await plugin.close();
    });
  });

  describe('that is killed', () => {
    let dataDir: string;
    let server: ServerProcess;
    let proxy: LossyProxy;
    beforeEach(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'muster-'));
      server = await spawnServer({ dataDir });
      proxy = await LossyProxy.start(server.url);
    });
    afterEach(async () => {
      await proxy.stop();
      await server.stop();
      await rm(dataDir, { recursive: true });
    });

    /** What comes while the server is down is cut off. */
    const killAfter =
      (answered: boolean): Fate =>
      async (passOn) => {
        const passed = passOn().catch(() => null);
        if (answered) await passed;
        await server.kill('SIGKILL');
        await passed;
        return null;
      };

    for (const [title, answered] of [
      ['after it has counted a batch, before the answer is there', true],
      ['while it counts a batch', false],
    ] as const) {
      it(`${title}: it counts every report once all the same`, async () => {
        proxy.fates.push((passOn) => passOn(), killAfter(answered));
        const plugin = await plugins.open({ server: proxy.url, ...PATIENT });
        await reportMany(plugin, 300);
        await server.exit;
        server = await spawnServer({ dataDir });
        proxy.target = server.url;
        const state = await plugin.until({ sent: 300 });
        assert.deepEqual([state.accepted, state.ignored, state.undelivered], [300, 0, 0]);
        assert.ok(state.retries >= 1);
        assert.equal((await partyOf(server.url)).total_drops, 300);
        assert.deepEqual((await itemIdsOf(server.url)).toSorted(byNumber), idsTo(300));
        await plugin.close();
      });
    }

    it('with SIGTERM: what it no longer takes it takes when it is back', async () => {
      const plugin = await plugins.open({ server: proxy.url, ...PATIENT });
      await reportMany(plugin, 100);
      await plugin.until({ sent: 100 });
      const stopping = server.kill('SIGTERM');
      await reportMany(plugin, 100, 100);
      await stopping;
      server = await spawnServer({ dataDir });
      proxy.target = server.url;
      assert.equal((await plugin.until({ sent: 200 })).accepted, 200);
      assert.equal((await partyOf(server.url)).total_drops, 200);
      await plugin.close();
    });
  });
});

/** Drops of items 1, 2, 3 … */
async function reportMany(plugin: Plugin, count: number, from = 0): Promise<void> {
  await plugin.report(...idsTo(count).map((id) => ({ item_id: from + id, item_name: `Item ${from + id}` })));
}

const idsTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
const byNumber = (a: number, b: number) => a - b;
const sum = (states: PluginState[], field: 'accepted' | 'ignored') =>
  states.reduce((total, state) => total + state[field], 0);

async function partyOf(url: string, query = ''): Promise<Party> {
  return readJson<Party>(await fetch(`${url}/parties/1${query}`));
}

async function itemIdsOf(url: string): Promise<number[]> {
  const ids: number[] = [];
  let cursor: string | undefined;
  do {
    const query = cursor === undefined ? '' : `?cursor=${cursor}`;
    const party: Party = await partyOf(url, query);
    ids.push(...party.drops.map(({ item_id }) => item_id));
    cursor = party.next_cursor;
  } while (cursor !== undefined);
  return ids;
}
