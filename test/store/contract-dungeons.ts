import assert from 'node:assert/strict';
import { applyDungeonPartyEvent, type DungeonPartyEvent } from '../../src/domain/dungeons/dungeon-party-events.ts';
import { emptyLobby } from '../../src/domain/dungeons/lobby.ts';
import { SESSION_KEPT_MS, SESSIONS_KEPT_MAX } from '../../src/store/limits.ts';
import { type SessionEvent, applySessionEvent } from '../../src/domain/sessions/session-events.ts';
import type { StoredEvent } from '../../src/store/store.ts';
import { answer, commitOf, partyEvents, T0, valuesOf } from './commits.ts';
import { Adventure, newcomer, newParty, NOBODY } from './dungeon-events.ts';
import type { OpenPlace } from './store-contract.ts';

/** The contract for dungeon parties and sessions. */
export function dungeonContract(at: OpenPlace): void {
  let adventure: Adventure;

  beforeEach(() => {
    adventure = new Adventure();
  });

  const active = async () => (await at.store.activeSessions()).map(({ value }) => value.session_id);
  const commit = (events: StoredEvent[]) => at.store.commit(commitOf(...events));

  it('an empty store has an empty lobby for every name, no parties and no sessions', async () => {
    assert.deepEqual(await at.store.loadLobby('main'), emptyLobby('main'));
    assert.deepEqual(await at.store.lobbyNames(), []);
    assert.deepEqual(await at.store.dungeonPartiesOf('main'), []);
    assert.deepEqual(await at.store.activeSessions(), []);
    assert.equal(await at.store.dungeonParty('p'), null);
    assert.equal(await at.store.session('s'), null);
  });

  it('[STORE-4] complete parties can be read immediately and after a restart, lobby by lobby', async () => {
    const other = new Adventure('other');
    await commit([...adventure.party('p1'), ...adventure.party('p2')]);
    await commit(other.party('p3'));
    const player_id = 'p1 ann';
    await commit(adventure.do({ type: 'kick', party_id: 'p1', player_id, target_id: 'p1 bob' }));
    await commit(adventure.do({ type: 'invite', party_id: 'p1', player_id, target_id: 'eve' }));
    await commit(adventure.do({ type: 'update', party_id: 'p1', player_id, changes: { password_hash: 'hash' } }));
    await at.alsoAfterReopening(async () => {
      assert.deepEqual(await at.store.loadLobby('main'), adventure.lobby);
      assert.deepEqual(await at.store.loadLobby('other'), other.lobby);
      assert.deepEqual((await at.store.lobbyNames()).toSorted(), ['main', 'other']);
      assert.deepEqual(valuesOf(await at.store.dungeonPartiesOf('main')), [...adventure.lobby.parties.values()]);
      assert.deepEqual(await at.store.dungeonParty('p3'), other.lobby.parties.get('p3'));
    });
  });

  it('a dissolved party is gone, and a lobby goes with its last party', async () => {
    await commit(adventure.party('p'));
    await commit(adventure.do({ type: 'dissolve', party_id: 'p', player_id: 'p ann' }));
    await at.alsoAfterReopening(async () => {
      assert.equal(await at.store.dungeonParty('p'), null);
      assert.deepEqual(await at.store.lobbyNames(), []);
      assert.deepEqual(await at.store.loadLobby('main'), emptyLobby('main'));
    });
    await commit(new Adventure().party('q'));
  });

  it('[STORE-4] changing a lobby or party that was loaded does not change the store', async () => {
    await commit([...adventure.party('p'), ...adventure.start('p', 's')]);
    const loaded = await at.store.loadLobby('main');
    const place = { lobby: 'main', party_id: 'p', version: 4, at: T0 + 9 };
    const away = { type: 'member_presence', ...place, player_id: 'p ann', status: 'away' } as const;
    applyDungeonPartyEvent(loaded, away);
    await commit([{ ...away, at: T0 + 5 }]);
    const again = await at.store.loadLobby('main');
    applyDungeonPartyEvent(again, { type: 'party_session_ended', ...place, version: 5, session_id: 's' });
    applyDungeonPartyEvent(again, {
      type: 'member_kicked',
      ...place,
      player_id: 'p bob',
      by: 'p ann',
      session_id: null,
    });
    const party = await at.store.dungeonParty('p');
    party!.members.length = 0;
    party!.banned.add('eve');
    const expected = adventure.copy();
    applyDungeonPartyEvent(expected, { ...away, at: T0 + 5 });
    assert.deepEqual(await at.store.loadLobby('main'), expected);
  });

  it('[SESSION-1] a start stores party and session in one commit, even after a restart', async () => {
    await commit([...adventure.party('p'), ...adventure.start('p', 's')]);
    await at.alsoAfterReopening(async () => {
      assert.equal((await at.store.dungeonParty('p'))?.session_id, 's');
      assert.deepEqual(await at.store.session('s'), adventure.sessions.get('s'));
      assert.deepEqual(valuesOf(await at.store.activeSessions()), [adventure.sessions.get('s')]);
    });
  });

  it('running sessions are listed in order of creation; a complete one can be read but is not listed', async () => {
    for (const id of ['3', '1', '2']) await commit([...adventure.party(`p${id}`), ...adventure.start(`p${id}`, id)]);
    await commit(adventure.complete('p1', '1'));
    await at.alsoAfterReopening(async () => {
      assert.deepEqual(await active(), ['3', '2']);
      assert.equal((await at.store.session('1'))?.status, 'complete');
      assert.deepEqual(await at.store.session('1'), adventure.sessions.get('1'));
    });
  });

  it('[STORE-7] a complete session can be read for a day', async () => {
    await commit([...adventure.party('p'), ...adventure.start('p', 's'), ...adventure.complete('p', 's')]);
    at.now = T0 + SESSION_KEPT_MS - 1;
    await at.alsoAfterReopening(async () => assert.ok(await at.store.session('s')));
    at.now = T0 + SESSION_KEPT_MS;
    await at.alsoAfterReopening(async () => assert.equal(await at.store.session('s'), null));
  });

  it('[STORE-7] the oldest of too many complete sessions is deleted', async () => {
    await commit([...adventure.party('p'), ...adventure.start('p', 's')]);
    assert.deepEqual(await active(), ['s']);
    const run = {
      party_id: 'p',
      lobby: 'main',
      game_type: 'coop',
      difficulty: 'x',
      seed: 1,
      ...NOBODY,
    } as const;
    const ended = (session_id: string): SessionEvent[] => [
      {
        type: 'session_created',
        ...run,
        session_id,
        leader_id: 'a',
        ready_deadline_at: T0,
        version: 1,
        at: T0,
      },
      { type: 'session_ended', session_id, outcome: 'abandoned', result: null, version: 2, at: T0 },
    ];
    for (let first = 0; first <= SESSIONS_KEPT_MAX; first += 250) {
      const ids = Array.from({ length: Math.min(250, SESSIONS_KEPT_MAX + 1 - first) }, (_, i) => `e${first + i}`);
      await commit(ids.flatMap(ended));
    }
    await at.store.forget();
    await at.alsoAfterReopening(async () => {
      assert.equal(await at.store.session('e0'), null);
      assert.ok(await at.store.session('e1'));
      assert.ok(await at.store.session(`e${SESSIONS_KEPT_MAX}`));
      assert.equal((await at.store.session('s'))?.status, 'waiting');
    });
  });

  const party = { lobby: 'main', party_id: 'p', at: T0 };
  const session = { session_id: 's', at: T0 };
  const ready = { player_id: 'p ann', ready: true };
  const settings = newParty('q').settings;
  const created = { type: 'party_created', lobby: 'main', version: 1, at: T0, settings } as const;
  const misfits: [string, (DungeonPartyEvent | SessionEvent)[]][] = [
    [
      'an event of an unknown party',
      [{ type: 'party_session_ended', ...party, party_id: 'x', version: 1, session_id: 's' }],
    ],
    [
      'an event of a party of another lobby',
      [{ type: 'party_session_ended', ...party, lobby: 'x', version: 4, session_id: 's' }],
    ],
    ['a used party version', [{ type: 'party_session_ended', ...party, version: 3, session_id: 's' }]],
    ['a party version that leaves a gap', [{ type: 'party_session_ended', ...party, version: 5, session_id: 's' }]],
    ['a party whose id is in use', [{ ...created, lobby: 'other', party_id: 'p', join_code: 'new', member: null }]],
    ['a party whose code is in use', [{ ...created, party_id: 'q', join_code: 'code of p', member: null }]],
    ['a party that starts at version 2', [{ ...created, version: 2, party_id: 'q', join_code: 'q', member: null }]],
    ['a second party of a player', [{ ...created, party_id: 'q', join_code: 'q', member: newcomer('p bob') }]],
    [
      'the kick of a player who is not a member',
      [{ type: 'member_kicked', ...party, version: 4, player_id: 'x', by: 'p ann', session_id: null }],
    ],
    [
      'an event of an unknown session',
      [{ type: 'session_player_ready', ...session, session_id: 'x', version: 1, ...ready }],
    ],
    ['a used session version', [{ type: 'session_player_ready', ...session, version: 1, ...ready }]],
    ['a session version that leaves a gap', [{ type: 'session_player_ready', ...session, version: 3, ...ready }]],
    [
      'an event of a player who is not in the session',
      [{ type: 'session_player_ready', ...session, version: 2, player_id: 'x', ready: true }],
    ],
    [
      'an event of a complete session',
      [{ type: 'session_player_ready', ...session, session_id: 'over', version: 5, ...ready }],
    ],
    [
      'data that is not an object',
      [{ type: 'session_player_data', ...session, version: 2, player_id: 'p ann', data: [] as never }],
    ],
  ];
  for (const [what, events] of misfits) {
    it(`[STORE-2] [STORE-3] a commit with ${what} is refused as a whole`, async () => {
      await commit([...adventure.party('o'), ...adventure.start('o', 'over'), ...adventure.complete('o', 'over')]);
      await commit([...adventure.party('p'), ...adventure.start('p', 's')]);
      const whole = adventure.copy();
      const before = partyEvents({ world: 7, party_id: 9, at: T0 }, 1);
      const joined = { player: newcomer('late'), password: null };
      const ended: DungeonPartyEvent = {
        type: 'party_session_ended',
        lobby: 'main',
        party_id: 'o',
        version: 4,
        session_id: 'over',
        at: T0,
      };
      const all = { events: [...before, ended, ...events], answers: [answer('a', T0)] };
      await assert.rejects(at.store.commit(all), Error);
      assert.deepEqual(await at.store.loadLobby('main'), whole);
      await commit([ended]);
      applyDungeonPartyEvent(adventure.lobby, ended);
      await commit(adventure.do({ type: 'join', party_id: 'o', ...joined }));
      await commit(adventure.inSession('s', { type: 'join', player_id: 'p ann', presence: 'online' }));
      await at.alsoAfterReopening(async () => {
        assert.deepEqual(await at.store.loadLobby('main'), adventure.lobby);
        assert.deepEqual(await at.store.session('s'), adventure.sessions.get('s'));
        assert.equal(await at.store.dropParty(9), null);
        assert.equal((await at.store.recall(['a'])).size, 0);
      });
    });
  }

  it('a used session id is refused while its session is kept', async () => {
    await commit([...adventure.party('p'), ...adventure.start('p', 's')]);
    const { party_id, lobby, game_type, difficulty, seed, ready_deadline_at } = adventure.sessions.get('s')!;
    const run = { party_id, lobby, game_type, difficulty, seed, ready_deadline_at, leader_id: 'a' };
    const again: SessionEvent = { type: 'session_created', ...run, ...NOBODY, session_id: 's', version: 1, at: T0 };
    await assert.rejects(commit([again]), Error);
    await commit(adventure.complete('p', 's'));
    await at.alsoAfterReopening(() => assert.rejects(commit([again]), /there was a session s before/));
  });

  it('[STORE-3] concurrent commits may build on each other, and one that does not follow is refused alone', async () => {
    const events = [...adventure.party('p'), ...adventure.start('p', 's'), ...adventure.complete('p', 's')];
    const outOfTurn: DungeonPartyEvent = { type: 'party_session_ended', ...party, version: 9, session_id: 's' };
    const commits = events.flatMap((event) => [commit([event]), assert.rejects(commit([event, outOfTurn]), Error)]);
    await Promise.all(commits);
    await at.alsoAfterReopening(async () => {
      assert.deepEqual(await at.store.loadLobby('main'), adventure.lobby);
      assert.deepEqual(await at.store.session('s'), adventure.sessions.get('s'));
    });
  });

  it('[STORE-4] later commits do not change a session that a reader was given', async () => {
    await commit([...adventure.party('p'), ...adventure.start('p', 's')]);
    const before = (await at.store.session('s'))!;
    const copy = structuredClone(before);
    const joined = adventure.inSession('s', { type: 'join', player_id: 'p ann', presence: 'online' });
    await commit(joined);
    assert.deepEqual(before, copy);
    assert.deepEqual(await at.store.session('s'), (joined as SessionEvent[]).reduce(applySessionEvent, before));
  });
}
