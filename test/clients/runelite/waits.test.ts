import assert from 'node:assert/strict';
import { needJava } from './java.ts';
import { type Plugin, type PluginOptions, Plugins } from './Plugins.ts';
import { type Answer, respond, StubServer } from './StubServer.ts';

/** Chance that always says the same, and reports that never grow too old. */
const STEADY = { random: 0.5, usefulMs: 86_400_000 };

const BONES = { item_name: 'Bones' };

describe('how long the RuneLite reporter waits', () => {
  let plugins: Plugins;
  let stub: StubServer;
  before(async function () {
    needJava(this);
    plugins = await Plugins.start();
  });
  beforeEach(async () => {
    stub = await StubServer.start();
  });
  afterEach(() => stub.stop());
  after(() => plugins?.stop());

  const open = (options: Partial<PluginOptions> = {}) => plugins.open({ server: stub.url, ...STEADY, ...options });
  const answerOnce = (status: number, headers: object = {}): Answer => {
    return (response) => respond(response, status, {}, headers);
  };

  /** Reports, and lets the reporter gather for as long as it does. */
  async function send(plugin: Plugin): Promise<void> {
    await plugin.report(BONES);
    await plugin.until({ waitingMs: 200 });
    await plugin.advance(200);
  }

  const dated = (ms: number) => new Date(Date.parse('2025-12-09T12:00:00Z') + ms).toUTCString();

  for (const [title, status, headers, waitMs] of [
    ['seconds', 429, { 'retry-after': '7' }, 7_500],
    ['seconds of a 503', 503, { 'retry-after': '7' }, 7_500],
    ['a date', 503, { 'retry-after': dated(20_000), date: dated(0) }, 20_500],
    ['a date of a server that has another time', 429, { 'retry-after': dated(9e9), date: dated(9e9 - 30_000) }, 30_500],
    ['more than ten minutes', 429, { 'retry-after': '86400' }, 600_500],
    ['more than a number can say', 429, { 'retry-after': '9'.repeat(40) }, 600_500],
    ['a date in a year', 429, { 'retry-after': dated(3e10), date: dated(0) }, 600_500],
  ] as const) {
    it(`Retry-After with ${title} is waited for, 10 minutes at most, and by chance up to a second longer`, async () => {
      stub.answers.push(answerOnce(status, headers));
      const plugin = await open();
      await send(plugin);
      await plugin.until({ waitingMs: waitMs });
      await plugin.report(BONES);
      await plugin.advance(waitMs - 1);
      assert.equal((await plugin.until({ waitingMs: 1 })).sent, 0);
      assert.equal(stub.sent.length, 1, 'nothing else is sent either');
      await plugin.advance(1);
      await plugin.until({ accepted: 2 });
    });
  }

  for (const [title, headers] of [
    ['no time at all', { 'retry-after': '0' }],
    ['a date that is past', { 'retry-after': dated(-1_000), date: dated(0) }],
    ['nonsense', { 'retry-after': 'soon' }],
    ['less than nothing', { 'retry-after': '-5' }],
  ] as const) {
    it(`Retry-After with ${title} is no wait of its own`, async () => {
      stub.answers.push(answerOnce(429, headers));
      const plugin = await open();
      await send(plugin);
      await plugin.until({ waitingMs: 100 });
      await plugin.advance(100);
      await plugin.until({ accepted: 1 });
    });
  }

  it('waits are up to 200 ms, then twice as long each time, and never longer than 10 s', async () => {
    const waits = [200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000];
    for (const [chance, shareOfBound] of [
      [0.999_999, 1],
      [0.5, 0.5],
      [0, 0],
    ] as const) {
      stub.answers.push(...waits.map(() => answerOnce(500)));
      const plugin = await open({ random: chance });
      await send(plugin);
      for (const bound of waits) {
        const waitMs = Math.max(50, shareOfBound === 1 ? bound - 1 : bound * shareOfBound);
        await plugin.until({ waitingMs: waitMs });
        await plugin.advance(waitMs);
      }
      await plugin.until({ accepted: 1 });
      // What went well is a new beginning.
      stub.answers.push(answerOnce(500));
      await send(plugin);
      await plugin.until({ waitingMs: Math.max(50, shareOfBound === 1 ? 199 : 200 * shareOfBound) });
      await plugin.close();
    }
  });
});
