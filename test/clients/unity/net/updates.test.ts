import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp, type TestApp, until } from '../../../support/app.ts';
import { spawnServer } from '../../../support/server-process.ts';
import { Follower } from '../../../updates/Follower.ts';
import { startUpdatesAlone } from '../../../updates/updates-alone.ts';
import { WORLDS, Writers } from '../../../updates/Writers.ts';
import { differences } from './json-samples.ts';
import { type Update, useNetDriver } from './NetDriver.ts';

const BONES = { item_id: 526, item_name: 'Bones 🦴', quantity: 1, value: 50 };
const ROUNDS = 12;
/** Fields of a class that this topic does not send. */
const NOT_SENT = / is not sent$/;

type Guest = { player_id: string; token: string };
type Answer = { party_id: string; session_id: string };

describe('MusterUpdates', () => {
  const driver = useNetDriver();
  let opened = 0;
  let name: string;
  let pausesBefore: number;
  beforeEach(() => {
    name = `live ${++opened}`;
    pausesBefore = driver.pauses.length;
  });
  afterEach(() => driver.do({}, 'updates.close', { name }));

  const open = (url: string, who: object = {}) => driver.do({}, 'updates.open', { name, url, ...who });
  const subscribe = (topic: string) => driver.do<boolean>({}, 'updates.subscribe', { name, topic });
  const unsubscribe = (topic: string) => driver.do<boolean>({}, 'updates.unsubscribe', { name, topic });
  const updates = (topic?: string) =>
    driver.updatesOf(name).filter((update) => topic === undefined || update.topic === topic);
  const heard = (topic?: string) => updates(topic).map(({ kind, seq, event }) => [kind, seq, event].join(' ').trim());

  async function hears(topic: string, what: string[]): Promise<void> {
    await until(() => updates(topic).length >= what.length, what.join(', '));
    assert.deepEqual(heard(topic), what);
  }

  it('[UPD-2] [UPD-3] gets every seq once across a kill and restart of the server, and ends with the values that others see', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'muster-net-'));
    const env = { DEDUPE_WINDOW_MS: '0' };
    let server = await spawnServer({ dataDir, env });
    const { port } = new URL(server.url);
    try {
      let writers = new Writers(server.url);
      await writers.join();
      const { party_id, session_id } = await writers.formParty();
      const topics = new Map<string, object>([
        ['board', { board: true }],
        ['lobby:main', { lobby: 'main' }],
        [`party:${party_id}`, { party_id }],
        [`session:${session_id}`, { session_id }],
        ...WORLDS.map((world): [string, object] => [`world:${world}`, { world }]),
      ]);
      await open(server.url);
      for (const topic of topics.keys()) assert.equal(await subscribe(topic), true);
      await until(() => updates().length >= topics.size, 'a snapshot of each');
      for (let n = 0; n < ROUNDS; n++) await writers.round();
      await driver.whilePausesAreHeld(async () => {
        const pauses = driver.pauses.length;
        await Promise.all([writers.round(), server.kill('SIGKILL')]);
        await until(() => driver.pauses.length > pauses, 'it has noticed the loss');
        server = await spawnServer({ dataDir, env: { ...env, PORT: port } });
        writers = new Writers(server.url);
        await writers.join();
        // These happen while it is not connected.
        for (let n = 0; n < 3; n++) await writers.round();
      });
      for (let n = 0; n < ROUNDS; n++) await writers.round();
      await writers.leave();
      const truth = new Follower(topics, '127.0.0.9');
      truth.connect(server.url);
      await until(() => truth.held.size === topics.size, 'the current values');
      truth.disconnect();
      for (const [topic, { seq, had }] of truth.held) {
        await driver.update(name, (update) => update.topic === topic && update.seq === seq, `${topic} ${seq}`);
        const [first, ...rest] = updates(topic) as [Update, ...Update[]];
        assert.equal(first.kind, 'Snapshot');
        assert.ok(rest.length > ROUNDS, `${topic} has ${rest.length} events`);
        for (const [i, { kind, seq }] of rest.entries()) {
          assert.deepEqual([kind, seq], ['Event', first.seq + 1 + i], topic);
        }
        const faults = differences(rest.at(-1)!.value, JSON.parse(JSON.stringify(had.value)));
        assert.deepEqual(
          faults.filter((fault) => !NOT_SENT.test(fault)),
          [],
          topic,
        );
      }
    } finally {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  });

  describe('with a server', () => {
    let app: TestApp;
    beforeEach(async () => {
      app = await startApp({ env: { DEDUPE_WINDOW_MS: '0' } });
    });
    afterEach(() => app.stop());

    const act = <T = Answer>(player: string, command: string, input: object = {}) =>
      driver.do<T>({ url: app.url, player }, command, input);
    const drops = (count: number) =>
      app.post('/drops/batch', { reports: Array.from({ length: count }, () => ({ world: 444, ...BONES })) });

    it('follows a party and its session to the end, as a member', async () => {
      const { player_id, token } = await driver.do<Guest>({ url: app.url }, 'guest');
      const as = { url: app.url, token };
      const { party_id } = await driver.do<Answer>(as, 'party.create', { privacy: 'private', data: { __type: 1 } });
      const [party, session] = [`party:${party_id}`, 'session:'];
      await open(app.url, { token });
      await subscribe(party);
      await hears(party, ['Snapshot 1']);
      await driver.do(as, 'party.invite', { party_id, target_id: 'bob' });
      await act('bob', 'party.accept_invite', { party_id });
      const { session_id } = await driver.do<Answer>(as, 'party.start', { party_id, force: true });
      await subscribe(session + session_id);
      await hears(session + session_id, ['Snapshot 1']);
      await driver.do(as, 'session.start', { session_id });
      await driver.do(as, 'session.complete', { session_id, result: { gold: 2 ** 40 } });
      await driver.do(as, 'party.dissolve', { party_id });
      await hears(party, [
        'Snapshot 1',
        'Event 2 party_updated',
        'Event 3 player_joined',
        'Event 4 session_created',
        'Event 5 session_complete',
        'Event 6 party_dissolved',
        'Ended 6',
      ]);
      const joined = updates(party)[2]!;
      const { players, data } = joined.value as { players: string[]; data: object };
      assert.deepEqual([players, data], [[player_id, 'bob'], { __type: 1 }]);
      assert.ok(Math.abs(joined.at! - Date.now()) < 60_000);
      assert.equal(updates(party)[5]!.value, null);
      const ran = updates(session + session_id);
      assert.equal(ran.at(-1)!.kind, 'Ended');
      assert.deepEqual((ran.at(-2)!.value as { result: object }).result, { gold: 2 ** 40 });
    });

    it('reports refused topics, and follows the others', async () => {
      const { party_id } = await act('alice', 'party.create', { privacy: 'private' });
      await open(app.url);
      const private_ = `party:${party_id}`;
      for (const topic of [private_, 'lobby:not a name', 'world:444']) await subscribe(topic);
      await hears('world:444', ['Snapshot 0']);
      const refused = (topic: string) => updates(topic).map(({ kind, error }) => `${kind} ${error?.kind}`);
      assert.deepEqual(refused(private_), ['Refused party_not_found']);
      assert.deepEqual(refused('lobby:not a name'), ['Refused validation_failed']);
      assert.equal(updates('lobby:not a name')[0]!.error!.faults[0]!.field, 'lobby');
      assert.equal(await subscribe(private_), true, 'it can be tried again');
      // A frame of more than 4 KiB would make the server close the connection.
      await assert.rejects(
        subscribe(`lobby:${'x'.repeat(5_000)}`),
        /ArgumentException: .*1 to 64 characters, not 5000/,
      );
    });

    it('stops with an invalid token, and says so', async () => {
      await open(app.url, { token: 'nonsense' });
      const { error } = await driver.update(name, ({ kind }) => kind === 'Stopped', 'it stops');
      assert.equal(error!.kind, 'unauthorized');
    });

    it('follows a topic once, and gets nothing of it after unsubscribing', async () => {
      await open(app.url);
      assert.deepEqual([await subscribe('world:444'), await subscribe('world:444')], [true, false]);
      await hears('world:444', ['Snapshot 0']);
      assert.deepEqual([await unsubscribe('world:444'), await unsubscribe('world:444')], [true, false]);
      await drops(3);
      await subscribe('board');
      await hears('board', ['Snapshot 4']);
      await drops(1);
      await hears('board', ['Snapshot 4', 'Event 5 drop_added']);
      await hears('world:444', ['Snapshot 0']);
      await subscribe('world:444');
      await hears('world:444', ['Snapshot 0', 'Snapshot 5']);
    });

    it('takes 50 topics, and throws for one more', async () => {
      await open(app.url);
      for (let world = 1; world <= 50; world++) await subscribe(`world:${world}`);
      await assert.rejects(subscribe('board'), { kind: 'subscriptions_full' });
      await until(() => updates().length === 50, 'a snapshot of each');
      await unsubscribe('world:50');
      await subscribe('board');
      await hears('board', ['Snapshot 0']);
    });
  });

  it("answers a server's heartbeat", async () => {
    const alone = await startUpdatesAlone();
    try {
      await open(alone.url);
      await subscribe('world:1');
      await hears('world:1', ['Snapshot 0']);
      for (let beat = 1; beat <= 3; beat++) {
        alone.updates.beat();
        // Frames are handled in order, so an answer to a later frame proves that the ping was answered.
        alone.store.tell(beat);
        await driver.update(name, ({ topic, seq }) => topic === 'world:1' && seq === beat, 'an event after the ping');
        await subscribe(`world:${beat + 1}`);
        await driver.update(name, ({ topic }) => topic === `world:${beat + 1}`, 'an answer');
      }
      assert.equal(alone.updates.counts.sockets, 1);
      assert.deepEqual(await driver.do({}, 'updates.state', { name }), { connected: true });
      assert.deepEqual(driver.pauses.length, pausesBefore);
    } finally {
      await alone.stop();
    }
  });
});
