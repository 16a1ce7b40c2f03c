import assert from 'node:assert/strict';
import { answerWith, Stage } from './stage.ts';

const BONES = { item_name: 'Bones' };

describe('Pauses of the RuneLite reporter', () => {
  const stage = new Stage();

  const dated = (ms: number) => new Date(Date.parse('2025-12-09T12:00:00Z') + ms).toUTCString();

  for (const [title, status, headers, waitMs] of [
    ['seconds', 429, { 'retry-after': '7' }, 7_500],
    ['seconds, with 503', 503, { 'retry-after': '7' }, 7_500],
    ['a date', 503, { 'retry-after': dated(20_000), date: dated(0) }, 20_500],
    ['a date, by the clock of the server', 429, { 'retry-after': dated(9e9), date: dated(9e9 - 30_000) }, 30_500],
    ['more than ten minutes', 429, { 'retry-after': '86400' }, 600_500],
    ['a number beyond 64 bits', 429, { 'retry-after': '9'.repeat(40) }, 600_500],
    ['a date a year from now', 429, { 'retry-after': dated(3e10), date: dated(0) }, 600_500],
  ] as const) {
    it(`follow Retry-After with ${title}, for at most 10 minutes plus a random part of a second`, async () => {
      stage.stub.answers.push(answerWith(status, {}, headers));
      const plugin = await stage.open();
      await stage.send(plugin, BONES);
      await plugin.until({ waitingMs: waitMs });
      await plugin.report(BONES);
      await plugin.advance(waitMs - 1);
      assert.equal((await plugin.until({ waitingMs: 1 })).sent, 0);
      assert.equal(stage.stub.sent.length, 1, 'no other report is sent');
      await plugin.advance(1);
      await plugin.until({ accepted: 2 });
    });
  }

  for (const [title, headers] of [
    ['zero seconds', { 'retry-after': '0' }],
    ['a past date', { 'retry-after': dated(-1_000), date: dated(0) }],
    ['nonsense', { 'retry-after': 'soon' }],
    ['a negative number', { 'retry-after': '-5' }],
  ] as const) {
    it(`ignore Retry-After with ${title}`, async () => {
      stage.stub.answers.push(answerWith(429, {}, headers));
      const plugin = await stage.open();
      await stage.send(plugin, BONES);
      await plugin.until({ waitingMs: 100 });
      await plugin.advance(100);
      await plugin.until({ accepted: 1 });
    });
  }

  it('are random up to 200 ms, then up to twice as long after each failure, and at most 10 s', async () => {
    const waits = [200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000];
    for (const [chance, shareOfBound] of [
      [0.999_999, 1],
      [0.5, 0.5],
      [0, 0],
    ] as const) {
      stage.stub.answers.push(...waits.map(() => answerWith(500)));
      const plugin = await stage.open({ random: chance });
      await stage.send(plugin, BONES);
      for (const bound of waits) {
        const waitMs = Math.max(50, shareOfBound === 1 ? bound - 1 : bound * shareOfBound);
        await plugin.until({ waitingMs: waitMs });
        await plugin.advance(waitMs);
      }
      await plugin.until({ accepted: 1 });
      // A success starts over.
      stage.stub.answers.push(answerWith(500));
      await stage.send(plugin, BONES);
      await plugin.until({ waitingMs: Math.max(50, shareOfBound === 1 ? 199 : 200 * shareOfBound) });
      await plugin.close();
    }
  });

  it('delay the next batch after one is given up, so that a wrong address is not hit four times per second', async () => {
    stage.stub.answers.push(answerWith(404), answerWith(404), answerWith(404));
    const plugin = await stage.open();
    // Pauses of 100 and 200 ms are over before the next reports are gathered.
    for (const undelivered of [1, 2, 3]) {
      await stage.send(plugin, BONES);
      await plugin.until({ undelivered });
    }
    await plugin.report(BONES);
    await plugin.until({ waitingMs: 400 });
    await plugin.advance(400);
    await plugin.until({ accepted: 1 });
  });
});
