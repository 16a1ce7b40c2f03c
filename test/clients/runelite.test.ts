import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ITEM_NAME_LENGTH_MAX, VALUE_GP_MAX } from '../../src/domain/limits.ts';
import { BATCH_REPORTS_MAX } from '../../src/protocol/limits.ts';
import { FakeClock, readJson, startApp, type TestApp, until } from '../support/app.ts';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';
import { type Fate, LossyProxy, loseAnswer } from './runelite/LossyProxy.ts';
import type { Plugin, PluginState } from './runelite/Plugins.ts';
import { usePlugins } from './runelite/stage.ts';

/** Long enough that no report of a test grows too old on a slow machine. */
const PATIENT = { realTime: true, usefulMs: 600_000 };

const RUNE_2H = { item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, price: 38_052, x: 3_164, y: 3_486, tick: 7 };

type Party = {
  total_drops: number;
  total_value: number;
  witnesses: number;
  drops: { item_id: number }[];
  next_cursor?: string;
};

describe('A RuneLite plugin', () => {
  const plugins = usePlugins();

  describe('on a running server', () => {
    let app: TestApp;
    let proxy: LossyProxy;
    beforeEach(async () => {
      // On a busy machine, reports of one drop may arrive more than 3 s apart, which would make them several drops.
      app = await startApp({ now: new FakeClock().now });
      proxy = await LossyProxy.start(app.url);
    });
    afterEach(async () => {
      await proxy.stop();
      await app.stop();
    });

    it('reports its first drop within 250 ms by its own clock', async () => {
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

    it('is one of ten witnesses where ten plugins report one drop', async () => {
      const all = await Promise.all(Array.from({ length: 10 }, () => plugins.open({ server: app.url, ...PATIENT })));
      await Promise.all(all.map((plugin) => plugin.report(RUNE_2H)));
      const states = await Promise.all(all.map((plugin) => plugin.close()));
      assert.deepEqual([sum(states, 'accepted'), sum(states, 'ignored')], [1, 9]);
      const party = await partyOf(app.url);
      assert.deepEqual([party.total_drops, party.witnesses], [1, 10]);
    });

    it('sends a burst of 1,000 reports in ten batches, and each counts once', async () => {
      const plugin = await plugins.open({ server: proxy.url, usefulMs: 600_000 });
      await reportMany(plugin, 1_000);
      const { accepted, queued, dropped } = await plugin.close();
      assert.deepEqual([queued, accepted, dropped], [1_000, 1_000, 0]);
      assert.equal((await partyOf(app.url)).total_drops, 1_000);
      assert.deepEqual(proxy.batchSizes, Array(10).fill(100));
    });

    it('counts nothing twice where an answer is lost', async () => {
      proxy.fates.push(loseAnswer, loseAnswer);
      const plugin = await plugins.open({ server: proxy.url, ...PATIENT });
      await plugin.report(RUNE_2H, RUNE_2H);
      const { accepted, ignored, retries, errors } = await plugin.until({ sent: 2 });
      assert.deepEqual([accepted, ignored, retries, errors.length], [2, 0, 2, 2]);
      assert.equal((await partyOf(app.url)).total_drops, 2);
      await plugin.close();
    });

    it('can send the longest possible batch', async () => {
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

    it('is told of a report that only the server rejects, and the others count', async () => {
      const plugin = await plugins.open({ server: app.url, ...PATIENT });
      // Java does not trim this white space; the server does, and nothing is left.
      await plugin.report(RUNE_2H, { item_name: '\u00A0' }, RUNE_2H);
      const state = await plugin.until({ sent: 3 });
      assert.deepEqual([state.accepted, state.rejected, state.retries], [2, 1, 0]);
      assert.deepEqual(state.rejections, ['\u00A0: reports.1.item_name: must not be empty']);
      await plugin.close();
    });
  });

  describe('on a server with a rate limit', () => {
    let app: TestApp;
    before(async () => {
      app = await startApp({ env: { RATE_LIMIT_DISABLED: 'false', RATE_LIMIT_REPORTS_PER_MINUTE: '2' } });
    });
    after(() => app.stop());

    it('pauses for as long as the server asks', async () => {
      const plugin = await plugins.open({ server: app.url, random: 0, usefulMs: 600_000 });
      await plugin.report(RUNE_2H, RUNE_2H, RUNE_2H);
      await plugin.until({ waitingMs: 200 });
      await plugin.advance(200);
      await until(async () => (await plugin.state()).waitingMs > 200, 'the reporter pauses');
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

  describe('on a server that goes down', () => {
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

    /** Kills the server at a request, whose connection is then cut. */
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
      ['is killed after it has counted a batch, before it answers', true],
      ['is killed while it counts a batch', false],
    ] as const) {
      it(`counts every report once where the server ${title}`, async () => {
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

    it('delivers after a restart what the server refused while shutting down', async () => {
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

/** Reports drops of items 1, 2, 3 and so on. */
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
