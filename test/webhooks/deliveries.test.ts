import assert from 'node:assert/strict';
import { RETRY_TIMES, retryAfterMs, retryDelayMs } from '../../src/webhooks/retry.ts';
import { ANNOUNCEMENTS_KEPT_MAX } from '../../src/store/limits.ts';
import { until } from '../support/app.ts';
import { aroundStore } from '../support/store-faults.ts';
import { endedParty, T0 } from '../store/commits.ts';
import { HookedStore, SHORT_TIMES } from './HookedStore.ts';
import { receiversForSuite, type TestReceiver } from './TestReceiver.ts';

/** With a start and an end each, a few more than are kept. */
const ENDED = ANNOUNCEMENTS_KEPT_MAX / 2 + 6;

describe('webhook deliveries', () => {
  let hooked: HookedStore;
  beforeEach(async () => {
    hooked = await HookedStore.make();
  });
  afterEach(() => hooked.remove());
  const receiver = receiversForSuite();

  it('[HOOK-1] a receiver gets the events it asked for, complete, and none from before it was added', async () => {
    const [all, ends] = [await receiver(), await receiver()];
    await hooked.party();
    await hooked.start(`${all.address()}, ${ends.address('&events=drop_party_ended')}`);
    const end = await hooked.party();
    await end();
    await until(() => all.received.length === 2 && ends.received.length === 1, 'all events');
    assert.deepEqual(all.events, ['drop_party_started', 'drop_party_ended']);
    assert.deepEqual(ends.events, ['drop_party_ended']);
    const { party } = ends.received[0]!.body.data;
    assert.deepEqual([party!.id, party!.world, party!.total_drops, party!.total_value], [2, 302, 2, 3]);
    assert.equal(ends.received[0]!.body.at, new Date(T0 + 302_000).toISOString());
  });

  it('a failed change of the receivers can be made again, or undone', async () => {
    const [kept, added] = [await receiver(), await receiver()];
    const both = `${kept.address()}, ${added.address()}`;
    await hooked.start(kept.address());
    const repair = aroundStore('deliveryProgress', () => Promise.reject(new Error('the disk is gone')));
    await assert.rejects(hooked.change(added.address()), /the disk is gone/);
    repair();
    await hooked.change(both);
    await hooked.party();
    await until(() => kept.received.length === 1 && added.received.length === 1, 'a delivery to each');
  });

  it('[HOOK-3] an event answered by 500, a redirect or nothing is retried with the same id, while others go on in order', async () => {
    const faults = [() => 500, () => 302, () => null];
    const target = await receiver((response, before) => {
      const status = before < faults.length ? faults[before]!() : 204;
      if (status === null) response.destroy();
      else response.writeHead(status, { location: target.address() }).end();
    });
    await hooked.start(target.address());
    const ends = [await hooked.party(), await hooked.party(), await hooked.party()];
    for (const end of ends) await end();
    await until(() => target.received.length === 9, 'six events and three retries');
    const ids = target.received.map(({ body }) => body.id);
    assert.equal(new Set(ids).size, 6);
    const delivered = target.received.slice(faults.length).map(({ body }) => body.id);
    assert.equal(new Set(delivered).size, 6, 'each was delivered once');
    for (const { headers, body } of target.received) assert.equal(headers['webhook-id'], body.id);
    const firstTries = [...new Set(ids)].map((id) => target.received.find(({ body }) => body.id === id)!.body);
    const worlds = firstTries.map(({ event, data }) => `${event} ${String(data.party!.world)}`);
    assert.deepEqual(
      worlds,
      [301, 302, 303]
        .map((world) => `drop_party_started ${world}`)
        .concat([301, 302, 303].map((world) => `drop_party_ended ${world}`)),
    );
  });

  it('[HOOK-3] a delivery that is not answered in time is retried, and no other receiver waits for it', async () => {
    const slow = await receiver((response, before) => void (before > 0 && response.writeHead(200).end()));
    const quick = await receiver();
    await hooked.start(`${slow.address()},${quick.address()}`, { times: { ...SHORT_TIMES, timeoutMs: 50 } });
    await hooked.party();
    await until(() => quick.received.length === 1 && slow.received.length === 2, 'both deliveries');
    assert.equal(slow.received[0]!.body.id, slow.received[1]!.body.id);
    assert.match(hooked.logged.join('\n'), /did not answer in time/);
  });

  it('[HOOK-1] a receiver gets no drop parties of other worlds or of less value', async () => {
    const [all, rich, world] = [await receiver(), await receiver(), await receiver()];
    const urls = [all.address(), rich.address('&min_value=4'), world.address('&worlds=302,9')];
    await hooked.start(urls.join(', '));
    for (const drops of [2, 3, 4]) await (await hooked.party(drops))();
    const told = (of: TestReceiver) => of.received.map(({ body }) => `${body.event} ${String(body.data.party!.world)}`);
    await until(() => [all, rich, world].map(({ received }) => received.length).join() === '6,2,2', 'all deliveries');
    assert.deepEqual(told(rich), ['drop_party_ended 302', 'drop_party_ended 303']);
    assert.deepEqual(told(world), ['drop_party_started 302', 'drop_party_ended 302']);
  });

  it('[HOOK-1] a receiver gets no drop parties of which less is confirmed', async () => {
    const sure = await receiver();
    await hooked.start(sure.address('&min_confirmed=1&events=drop_party_ended'));
    await (
      await hooked.party()
    )();
    await (
      await hooked.party(2, 'clan')
    )();
    await until(() => sure.received.length === 1, 'the confirmed party');
    const { total_value, confirmed_value } = sure.received[0]!.body.data.party as unknown as Record<string, number>;
    assert.deepEqual([sure.received[0]!.body.data.party!.world, confirmed_value], [302, total_value]);
  });

  it('[HOOK-3] delays double up to half an hour, half of each is random, and Retry-After is seconds or a date', () => {
    const delays = [1, 2, 3, 9, 10, 50].map((tries) => retryDelayMs(tries, 1, RETRY_TIMES));
    assert.deepEqual(delays, [5_000, 10_000, 20_000, 1_280_000, 1_800_000, 1_800_000]);
    assert.equal(retryDelayMs(1, 0, RETRY_TIMES), 2_500);
    const date = new Date(T0 + 60_000).toUTCString();
    const asked = ['7', '1.5', date, 'soon', '-3', undefined, '99999999'].map((text) =>
      retryAfterMs(text, T0, RETRY_TIMES),
    );
    assert.deepEqual(asked, [7_000, 1_500, 60_000, 0, 0, 0, RETRY_TIMES.giveUpMs]);
  });

  it('[HOOK-3] an event is given up after a day, and that is logged', async () => {
    const target = await receiver((response) => {
      hooked.clock.advance(RETRY_TIMES.giveUpMs);
      response.writeHead(500).end();
    });
    await hooked.start(target.address());
    await hooked.party();
    await until(() => hooked.logged.some((line) => line.includes('given up')), 'the end of retries');
    await hooked.stop();
    await hooked.start(target.address());
    await hooked.party();
    await until(() => target.received.length === 2, 'the next event');
    assert.notEqual(target.received[0]!.body.id, target.received[1]!.body.id);
  });

  it('[HOOK-4] a delivery that failed or was interrupted before a restart is repeated after it, with the same id', async () => {
    const target = await receiver((response, before) => {
      if (before === 0) response.writeHead(500).end();
      if (before >= 2) response.writeHead(204).end();
    });
    await hooked.start(target.address(), { times: { ...RETRY_TIMES, closeMs: 10 } });
    const end = await hooked.party();
    await until(() => hooked.logged.length === 1, 'the first failure');
    await end();
    await until(() => target.received.length === 2, 'the second attempt');
    await hooked.stop();
    assert.equal(hooked.logged.length, 1, 'a shutdown does not count as a failure of the receiver');
    await hooked.start(target.address());
    await until(() => target.received.length === 4, 'both again');
    const ids = target.received.map(({ body }) => body.id);
    assert.deepEqual(ids.slice(2), ids.slice(0, 2));
  });

  it('[HOOK-4] a receiver that falls too far behind loses the oldest events, and that is logged', async () => {
    const target = await receiver();
    await hooked.start(target.address());
    await hooked.stop();
    await hooked.endedParties(ENDED);
    await hooked.start(target.address());
    await until(() => target.received.length > 0, 'the oldest event that is kept');
    assert.match(hooked.logged.join(), /dropped.*count: 12/s);
    const { event, data } = target.received[0]!.body;
    assert.deepEqual([event, data.party!.world], ['drop_party_started', 7]);
  });

  it('[HOOK-4] a receiver whose filter few events pass has lost none after a restart', async () => {
    const [target, other] = [await receiver(), await receiver()];
    const urls = `${target.address('&worlds=9999')}, ${other.address('&events=drop_party_ended&min_value=1')}`;
    await hooked.start(urls);
    await hooked.endedParties(ENDED);
    // In steps, because a busy machine takes long for all of them.
    for (let told = 100; told < ENDED; told += 100)
      await until(() => other.received.length >= told, `${told} deliveries`);
    await until(() => other.received.length === ENDED, 'all deliveries to the other');
    await hooked.stop();
    await hooked.start(urls);
    await hooked.commit(endedParty({ world: 9_999, party_id: 9_999, at: T0 }, 1));
    await until(() => target.received.length === 2, 'the events that pass');
    assert.deepEqual(hooked.logged, []);
  });
});
