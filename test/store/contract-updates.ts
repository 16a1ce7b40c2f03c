import assert from 'node:assert/strict';
import { STATE_DROPS_MAX } from '../../src/domain/limits.ts';
import { DISSOLVED_KEPT_MS, SESSION_KEPT_MS, TOPIC_UPDATES_MAX } from '../../src/store/limits.ts';
import { createSession } from '../../src/domain/sessions/decide-session.ts';
import type { SessionEvent } from '../../src/domain/sessions/session-events.ts';
import type { Topic, Update } from '../../src/projections/update.ts';
import { leaving, newcomer, PlayedLobby } from '../domain/dungeons/PlayedLobby.ts';
import { newPlayer, newSession } from '../domain/sessions/PlayedSession.ts';
import { added, answer, commitOf, endedParty, partyEvents, started, T0 } from './commits.ts';
import type { OpenPlace } from './store-contract.ts';

const PLACE = { world: 444, party_id: 1, at: T0 };

/** The contract of updates. */
export function updatesContract(at: OpenPlace): void {
  const numbers = async (topic: Topic, since: number) =>
    (await at.store.updatesSince(topic, since))?.map(({ seq }) => seq) ?? null;

  it('[UPD-4] subscribers hear of each durable commit once, in order, but not of one that is refused or has no updates', async () => {
    const told: Update[][] = [];
    at.store.subscribeUpdates((updates) => told.push(updates));
    await at.store.commit({ events: [], answers: [answer('a', T0)] });
    const commits = [partyEvents(PLACE, 2), [added(PLACE, 9)], [added(PLACE, 3)]];
    const done = await Promise.allSettled(commits.map((events) => at.store.commit(commitOf(...events))));
    assert.deepEqual(
      done.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    const names = told.map((updates) => updates.filter(({ topic }) => topic === 'board').map(({ event }) => event));
    assert.deepEqual(names, [['drop_party_started', 'drop_added', 'drop_added'], ['drop_added']]);
    assert.deepEqual(
      told.flat().filter(({ topic }) => topic === 'world:444'),
      await at.store.updatesSince('world:444', 0),
    );
  });

  it('[UPD-2] [UPD-5] missed updates can be read, and numbering continues, even after a restart', async () => {
    await at.store.commit(commitOf(...partyEvents(PLACE, 3)));
    const before = await at.store.updatesSince('world:444', 0);
    await at.alsoAfterReopening(async () => {
      assert.deepEqual(await at.store.updatesSince('world:444', 0), before);
      assert.deepEqual(await numbers('world:444', 2), [3, 4]);
      assert.deepEqual(await numbers('world:444', 4), []);
    });
    await at.store.commit(commitOf(added(PLACE, 4)));
    assert.deepEqual(await numbers('world:444', 3), [4, 5]);
  });

  it('[UPD-5] a number that the topic has not reached needs a resync, and so does one before the backlog', async () => {
    await at.store.commit(commitOf(...partyEvents(PLACE, TOPIC_UPDATES_MAX)));
    await at.alsoAfterReopening(async () => {
      assert.equal(await at.store.updatesSince('world:444', 0), null);
      assert.equal((await at.store.updatesSince('world:444', 1))!.length, TOPIC_UPDATES_MAX);
      assert.deepEqual(await numbers('world:444', TOPIC_UPDATES_MAX + 1), []);
      assert.equal(await at.store.updatesSince('world:444', TOPIC_UPDATES_MAX + 2), null);
    });
  });

  it('a world, a lobby and the board always exist; other worlds, unknown parties and unknown sessions do not', async () => {
    const empty = { world: 300, party: null, drops: [] };
    assert.deepEqual(await at.store.snapshotOf('world:300'), { topic: 'world', seq: 0, value: empty });
    assert.deepEqual(await at.store.snapshotOf('lobby:any'), { topic: 'lobby', seq: 0, value: [] });
    assert.deepEqual(await at.store.snapshotOf('board'), { topic: 'board', seq: 0, value: [] });
    const absent: Topic[] = ['world:0', 'world:65536', 'world:1.5', 'world:70000', 'party:x', 'session:x'];
    for (const topic of absent) assert.equal(await at.store.snapshotOf(topic), null, topic);
    assert.deepEqual(await at.store.updatesSince('lobby:any', 0), []);
  });

  it('[UPD-3] a snapshot has the newest drops and the number of its last update', async () => {
    await at.store.commit(commitOf(...partyEvents(PLACE, STATE_DROPS_MAX + 5)));
    await at.store.commit(commitOf(started({ ...PLACE, world: 1, party_id: 2 })));
    await at.alsoAfterReopening(async () => {
      const world = (await at.store.snapshotOf('world:444'))!;
      assert.ok(world.topic === 'world');
      assert.equal(world.seq, STATE_DROPS_MAX + 6);
      assert.deepEqual(world.value.drops, await at.store.dropsOf(1, { limit: STATE_DROPS_MAX }));
      const { median_drop: _, ...summary } = (await at.store.dropParty(1))!;
      assert.deepEqual(world.value.party, summary);
      const board = (await at.store.snapshotOf('board'))!;
      assert.ok(board.topic === 'board');
      assert.deepEqual(
        board.value.map(({ id, total_drops }) => [id, total_drops]),
        [
          [1, STATE_DROPS_MAX + 5],
          [2, 0],
        ],
      );
    });
  });

  it('[UPD-3] the end of a drop party is sent to its world and the board with all its figures', async () => {
    await at.store.commit(commitOf(...endedParty(PLACE, 3)));
    const party = await at.store.dropParty(1);
    for (const topic of ['world:444', 'board'] as const) {
      const last = (await at.store.updatesSince(topic, 0))!.at(-1)!;
      assert.deepEqual([last.event, last.data], ['drop_party_ended', { party }]);
    }
  });

  it('[UPD-5] a dissolved party’s updates can be read for 10 minutes', async () => {
    const game = new PlayedLobby({}, 'bob');
    game.do(leaving('ann'));
    game.do(leaving('bob'));
    await at.store.commit(commitOf(...game.history));
    at.now = game.now + DISSOLVED_KEPT_MS - 1;
    await at.alsoAfterReopening(async () => {
      const names = (await at.store.updatesSince('party:p', 0))!.map(({ event }) => event);
      assert.deepEqual(names, ['party_created', 'player_joined', 'player_left', 'player_left', 'party_dissolved']);
      assert.equal(await at.store.snapshotOf('party:p'), null);
    });
    at.now += 1;
    await at.alsoAfterReopening(async () => assert.equal(await at.store.updatesSince('party:p', 0), null));
  });

  it('[UPD-5] a complete session’s updates can be read as long as the session', async () => {
    const created = createSession(newSession([newPlayer('ann')]), T0);
    const over: SessionEvent = {
      type: 'session_ended',
      outcome: 'abandoned',
      result: null,
      session_id: 's',
      version: 2,
      at: T0,
    };
    await at.store.commit(commitOf(created, over));
    at.now = T0 + SESSION_KEPT_MS - 1;
    await at.alsoAfterReopening(async () => {
      assert.deepEqual(await numbers('session:s', 0), [1, 2]);
      const snapshot = (await at.store.snapshotOf('session:s'))!;
      assert.deepEqual(snapshot, { topic: 'session', seq: 2, value: await at.store.session('s') });
    });
    at.now += 1;
    await at.alsoAfterReopening(async () => {
      assert.equal(await at.store.updatesSince('session:s', 0), null);
      assert.equal(await at.store.snapshotOf('session:s'), null);
    });
  });

  it('[UPD-6] members learn more about a party than others, and the lobby learns nothing about a private one', async () => {
    const game = new PlayedLobby();
    const bob = { ...newcomer('bob'), data: { hat: 'red' } };
    game.do({ type: 'join', party_id: 'p', player: bob, password: null });
    game.do({ type: 'kick', party_id: 'p', player_id: 'ann', target_id: 'bob' });
    game.do({ type: 'invite', party_id: 'p', player_id: 'ann', target_id: 'cat' });
    game.do({ type: 'update', party_id: 'p', player_id: 'ann', changes: { privacy: 'private', name: 'Secret' } });
    await at.store.commit(commitOf(...game.history));
    const ofParty = (await at.store.updatesSince('party:p', 0))!;
    assert.deepEqual(
      ofParty.map(({ event, members_only }) => [event, members_only]),
      [
        ['party_created', undefined],
        ['player_joined', undefined],
        ['player_kicked', undefined],
        ['party_updated', undefined],
        ['party_updated', true],
      ],
    );
    const joined = { player_id: 'bob', name: 'BOB', class: null, ready: false, connected: true };
    assert.deepEqual(ofParty[1]!.data['members'], [joined]);
    const inside = { ...joined, data: { hat: 'red' }, joined_at: game.now };
    assert.deepEqual(ofParty[1]!.for_members!['members'], [inside]);
    assert.equal(ofParty[2]!.for_members, undefined);
    assert.deepEqual(ofParty[3]!.data, { party_id: 'p', party: { version: 4 } });
    assert.equal((ofParty[3]!.for_members!['invited'] as { player_id: string }).player_id, 'cat');
    const inLobby = (await at.store.updatesSince('lobby:main', 0))!;
    assert.deepEqual(
      inLobby.map(({ event }) => event),
      ['party_created', 'player_joined', 'player_left', 'party_updated', 'party_hidden'],
    );
    assert.deepEqual(inLobby.at(-1)!.data, { party_id: 'p' });
    assert.doesNotMatch(JSON.stringify(inLobby), /cat|Secret|"by"/);
  });
}
