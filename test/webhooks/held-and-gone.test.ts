import assert from 'node:assert/strict';
import { RETRY_TIMES } from '../../src/webhooks/retry.ts';
import { until } from '../support/app.ts';
import { T0 } from '../store/commits.ts';
import { HookedStore } from './HookedStore.ts';
import { receiversForSuite, type TestReceiver } from './TestReceiver.ts';

describe('webhook receivers that ask to wait, are gone or were removed', () => {
  let hooked: HookedStore;
  beforeEach(async () => {
    hooked = await HookedStore.make();
  });
  afterEach(() => hooked.remove());
  const receiver = receiversForSuite();

  it('[HOOK-3] a 429 with Retry-After pauses all deliveries to the receiver', async () => {
    const target = await receiver((response, before) =>
      response.writeHead(before === 0 ? 429 : 204, { 'retry-after': '0.1' }).end(),
    );
    await hooked.start(target.address());
    await hooked.party();
    await until(() => target.received.length === 1, 'the first try');
    await until(() => hooked.logged.length === 1, 'the failure');
    await hooked.party();
    await until(() => target.received.length === 3, 'both deliveries');
    assert.match(hooked.logged[0]!, /retry_in_ms: 100/);
  });

  it('[HOOK-3] a paused receiver gets nothing, and the others get everything', async () => {
    const busy = await receiver((response) => response.writeHead(503, { 'retry-after': '3600' }).end());
    const other = await receiver();
    await hooked.start(`${busy.address()}, ${other.address()}`);
    await hooked.party();
    await until(() => hooked.logged.length === 1, 'the 503');
    for (let more = 1; more <= 5; more++) await hooked.party();
    await until(() => other.received.length === 6, 'all deliveries to the other');
    assert.equal(busy.received.length, 1);
  });

  for (const status of [429, 503]) {
    it(`[HOOK-3] a ${status} without Retry-After holds the receiver up, longer each time, and keeps the order of the events`, async () => {
      const target = await receiver((response, before) => response.writeHead(before < 3 ? status : 204).end());
      await hooked.start(target.address());
      for (let more = 1; more <= 4; more++) await hooked.party();
      await until(() => target.received.length === 7, 'all deliveries');
      const worlds = target.received.map(({ body }) => body.data.party!.world);
      assert.deepEqual(worlds, [301, 301, 301, 301, 302, 303, 304]);
      const waits = hooked.logged.map((line) => /retry_in_ms: (\d+)/.exec(line)![1]);
      assert.deepEqual(waits, ['2', '4', '8']);
    });

    it(`[HOOK-3] a receiver held up by a ${status} gets nothing meanwhile, and the admin sees until when`, async () => {
      const [busy, other] = [await receiver((response) => response.writeHead(status).end()), await receiver()];
      await hooked.start(`${busy.address()}, ${other.address()}`, { times: RETRY_TIMES });
      for (let more = 1; more <= 6; more++) await hooked.party();
      await until(() => hooked.logged.length === 1 && other.received.length === 6, 'all deliveries to the other');
      assert.equal(busy.received.length, 1);
      const held = { status: 'held', reason: `it answered ${status}`, until: T0 + RETRY_TIMES.firstMs };
      const [first, second] = [busy, other].map(({ port }, i) => ({
        receiver: `${i + 1} 127.0.0.1:${port}`,
        retrying: 0,
      }));
      assert.deepEqual(hooked.reports, [
        { ...first, ...held },
        { ...second, status: 'active' },
      ]);
    });
  }

  for (const status of [404, 410]) {
    it(`[HOOK-8] a ${status} ends the receiver, which is logged once; a change of the settings resumes it with all that is owed`, async () => {
      const gone = await receiver((response, before) => response.writeHead(before === 0 ? status : 204).end());
      const other = await receiver();
      const urls = `${gone.address()}, ${other.address()}`;
      await hooked.start(urls);
      for (let more = 1; more <= 5; more++) await hooked.party();
      await until(() => hooked.logged.length > 0 && other.received.length === 5, 'all deliveries to the other');
      assert.equal(gone.received.length, 1);
      assert.match(hooked.logged.join('\n'), /is gone and gets nothing more.*save operator\.json again/);
      assert.equal(hooked.logged.length, 1);
      const { status: shown, reason } = hooked.reports[0] as { status: string; reason: string };
      assert.deepEqual([shown, reason], ['ended', `it answered ${status}`]);
      await hooked.change(urls);
      await until(() => gone.received.length === 6, 'everything owed');
      const worlds = gone.received.map(({ body }) => body.data.party!.world);
      assert.deepEqual(worlds, [301, 301, 302, 303, 304, 305]);
      assert.equal(hooked.reports[0]!.status, 'active');
    });
  }

  it('[HOOK-8] a receiver that was removed is a new one when it is added again, also over a restart', async () => {
    const [target, kept] = [await receiver(), await receiver()];
    const both = `${target.address()}, ${kept.address()}`;
    const worlds = (of: TestReceiver) => of.received.map(({ body }) => body.data.party!.world);
    await hooked.start(both);
    await hooked.party();
    await until(() => target.received.length === 1, 'the first delivery');
    await hooked.change(kept.address());
    await hooked.party();
    await until(() => kept.received.length === 2, 'a delivery to the other');
    await hooked.change(both);
    await hooked.party();
    await until(() => target.received.length === 2, 'the first delivery after the removal');
    await hooked.stop();
    await hooked.start(kept.address());
    await hooked.party();
    await until(() => kept.received.length === 4, 'a delivery to the other');
    await hooked.stop();
    await hooked.start(both);
    await hooked.party();
    await until(() => target.received.length === 3, 'the first delivery after the second removal');
    assert.deepEqual(worlds(target), [301, 303, 305]);
    await until(() => kept.received.length === 5, 'all deliveries to the other');
    assert.deepEqual(worlds(kept), [301, 302, 303, 304, 305]);
  });
});
