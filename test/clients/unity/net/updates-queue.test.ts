import assert from 'node:assert/strict';
import { type Update, useNetDriver } from './NetDriver.ts';

const WAITING_MAX = 1_000;

const subscribe = (topic: string) => [{ subscribe: topic }, { type: 'subscribed', topic, answer: true }];
const snapshot = (world: number) => ({
  type: 'snapshot',
  topic: `world:${world}`,
  seq: 0,
  data: { world, party: { id: world, total_drops: 0 }, drops: [] },
});
const event = (world: number, seq: number) => ({
  type: 'event',
  topic: `world:${world}`,
  seq,
  event: 'drop_witnessed',
  at: 0,
  data: { party: { id: world, total_drops: seq } },
});
const begin = (world: number) => [...subscribe(`world:${world}`), snapshot(world)];
const refused = (topic: string) => [
  { subscribe: topic },
  { type: 'error', kind: 'party_not_found', message: 'no', answer: true },
];
const times = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, i) => make(i + 1));

describe('The queue of MusterUpdates', () => {
  const driver = useNetDriver();

  const dequeued = async (...steps: object[]) =>
    (await driver.do<Update[]>({}, 'local.queue', steps)).map(({ kind, topic, seq }) => `${kind} ${topic} ${seq}`);

  it('holds 1,000 updates in their order', async () => {
    const events = times(WAITING_MAX - 1, (n) => event(1, n));
    assert.deepEqual(await dequeued(...begin(1), ...events), [
      'Snapshot world:1 0',
      ...events.map(({ seq }) => `Event world:1 ${seq}`),
    ]);
  });

  it('merges more than that into a snapshot of each topic, and keeps the ends of others', async () => {
    const events = times(WAITING_MAX, (n) => event(1 + (n % 2), Math.ceil(n / 2)));
    const steps = [...begin(1), ...begin(2), ...begin(3), ...refused('party:x'), ...subscribe('world:4')];
    const ended = { type: 'unsubscribed', topic: 'world:3' };
    const updates = await dequeued(...steps, ended, ...events, event(1, 501));
    // 3 snapshots and 2 ends, so the 996th event is one too many.
    assert.deepEqual(updates, [
      'Refused party:x 0',
      'Ended world:3 0',
      'Snapshot world:1 498',
      'Snapshot world:2 498',
      ...times(2, (n) => [`Event world:2 ${498 + n}`, `Event world:1 ${498 + n}`]).flat(),
      'Event world:1 501',
    ]);
  });

  it('says with every update of a lobby how many parties its last snapshot left out, also when updates are merged', async () => {
    const topic = 'lobby:main';
    const whole = (seq: number, more: number) => ({ type: 'snapshot', topic, seq, data: [], more });
    const left = (seq: number) => ({
      type: 'event',
      topic,
      seq,
      event: 'party_dissolved',
      at: 0,
      data: { party_id: 'x' },
    });
    const told = async (...steps: object[]) =>
      (await driver.do<Update[]>({}, 'local.queue', steps)).map(({ kind, seq, more }) => [kind, seq, more]);
    assert.deepEqual(await told(...subscribe(topic), whole(4, 312), left(5), whole(5, 311)), [
      ['Snapshot', 4, 312],
      ['Event', 5, 312],
      ['Snapshot', 5, 311],
    ]);
    const merged = await told(...subscribe(topic), whole(0, 312), ...times(WAITING_MAX, left));
    assert.deepEqual(merged, [['Snapshot', WAITING_MAX, 312]]);
  });

  it('drops the updates of a topic on unsubscribe', async () => {
    const steps = [...begin(1), ...begin(2), event(1, 1), event(2, 1), { unsubscribe: 'world:1' }, event(1, 2)];
    assert.deepEqual(await dequeued(...steps), ['Snapshot world:2 0', 'Event world:2 1']);
  });

  it('has only updates of the newest subscription to a topic', async () => {
    const again = [{ unsubscribe: 'world:1' }, { subscribe: 'world:1' }];
    const late = [event(1, 1), { type: 'unsubscribed', topic: 'world:1' }, snapshot(1)];
    const answer = { type: 'subscribed', topic: 'world:1', answer: true };
    assert.deepEqual(await dequeued(...begin(1), ...again, ...late, answer, snapshot(1), event(1, 1)), [
      'Snapshot world:1 0',
      'Event world:1 1',
    ]);
  });

  it('keeps only the newest notice, and keeps it when updates are merged', async () => {
    const notice = (text: string) => ({ type: 'notice', notice: { text, at: null, until: null } });
    const told = [notice('One'), notice('Two')];
    const events = times(WAITING_MAX, (n) => event(1, n));
    const updates = await driver.do<Update[]>({}, 'local.queue', [...begin(1), ...told, ...events]);
    assert.deepEqual(
      updates.filter(({ kind }) => kind === 'Notice').map(({ notice }) => notice?.text),
      ['Two'],
    );
    assert.ok(updates.length < 10, `${updates.length} updates`);
  });
});
