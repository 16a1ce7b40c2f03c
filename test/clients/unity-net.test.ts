import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJson, startApp, type TestApp, until } from '../support/app.ts';
import { compileCSharp } from '../support/mono.ts';
import { spawnServer } from '../support/server-process.ts';
import { type As, NET_SOURCES, useNetDriver } from './unity/net/NetDriver.ts';

type Guest = { player_id: string; token: string };
type Party = {
  leader_id: string | null;
  name: string;
  players: string[];
  members: { name: string; class: string | null; data: object }[];
  version: number;
  join_code: string;
  data: unknown;
  max_players: number;
};
type Answer = { status: string; party_id: string; session_id: string | null; version: number | null; party: Party };
type Session = {
  session_id: string;
  status: string;
  seed: number;
  progress: object;
  outcome: string;
  result: unknown;
  current_position: object;
  version: number;
};

/** Emoji with modifiers, right-to-left text, combining marks, characters beyond the basic plane. */
const NAMES = ['Delvers 🗝️👩🏽', 'חבורת הצוללים', 'فرقة ١', 'Zoë Z̷o̷ë', '𝔇𝔢𝔩𝔳𝔢𝔯𝔰 龍', 'a\\"/<b>&amp;+ %20'];

/** Data that the platform's own JSON reader cannot read, and other odd values that a player may send. */
const ODD_DATA = {
  __type: 5,
  nested: { __type: { deep: [] }, '': null, 'a b': 1 },
  text: '\u0000\u001f\u2028\uffff\ufffe \ud83d\ud83d\ude00 \ude00 \\u0041 </script>',
  numbers: [0.1, 1e300, 5e-324, 9007199254740991, -9007199254740991],
  '\ud83d': [[], {}, '', false],
};

describe('MusterRest', () => {
  const driver = useNetDriver();
  let app: TestApp;
  beforeEach(async () => {
    app = await startApp({ env: { DEDUPE_WINDOW_MS: '0' } });
  });
  afterEach(() => app.stop());

  async function guest(): Promise<As & { id: string }> {
    const { player_id, token } = await driver.do<Guest>({ url: app.url }, 'guest');
    return { url: app.url, token, id: player_id };
  }
  const as = (player: string): As => ({ url: app.url, player });
  const act = <T = Answer>(who: As, name: string, input: object = {}) => driver.do<T>(who, name, input);

  it('compiles on its own, with every reference in its docstrings', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'muster-net-'));
    try {
      // Not every parameter has a docstring.
      const docs = [`-doc:${join(folder, 'docs.xml')}`, '-nowarn:1591,1573'];
      await compileCSharp([join(NET_SOURCES, '*.cs')], join(folder, 'Muster.Net.dll'), docs);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('takes a party of guests from its creation to the end of its session', async () => {
    const [alice, bob, carol] = [await guest(), await guest(), await guest()];
    const { party_id, party } = await act(alice, 'party.create', {
      name: 'Delvers',
      privacy: 'private',
      max_players: 4,
      player_name: 'Alice',
      class: 'mage',
      player_data: { level: 7 },
      data: { region: 'eu' },
    });
    assert.deepEqual([party.name, party.max_players, party.data], ['Delvers', 4, { region: 'eu' }]);
    const { name, class: played, data } = party.members[0]!;
    assert.deepEqual([name, played, data], ['Alice', 'mage', { level: 7 }]);
    const joined = await act(bob, 'party.join_by_code', { code: party.join_code.toLowerCase() });
    assert.deepEqual([joined.status, joined.party.players], ['joined', [alice.id, bob.id]]);
    await act(alice, 'party.invite', { party_id, target_id: carol.id });
    assert.equal((await act(carol, 'party.accept_invite', { party_id })).status, 'joined');
    assert.equal((await act(alice, 'party.kick', { party_id, target_id: carol.id })).party.players.length, 2);
    await act(alice, 'party.lock', { party_id });
    const { version } = await act(alice, 'party.unlock', { party_id });
    await act(alice, 'party.update', { party_id, difficulty: 'hard', if_version: version });
    assert.equal((await act(bob, 'party.ready', { party_id })).status, 'ready');
    const start = await act<{ session_id: string; party: string[]; status: string }>(alice, 'party.start', {
      party_id,
    });
    assert.deepEqual([start.status, start.party], ['waiting', [alice.id, bob.id]]);
    const { session_id } = start;
    await act(bob, 'session.join', { session_id });
    assert.equal((await act<Session>(alice, 'session.join', { session_id })).status, 'in_progress');
    await act(bob, 'session.player_data', { session_id, player_data: { gold: 3 } });
    const far = { current_floor: 2, current_position: { x: 1.5, y: -2147483647 }, progress: { boss: 'down' } };
    const session = await act<Session>(alice, 'session.progress', { session_id, ...far });
    assert.deepEqual(session.current_position, far.current_position);
    const end = await act<Session>(alice, 'session.complete', { session_id, outcome: 'failed', result: [null, 1] });
    assert.deepEqual(
      [end.status, end.outcome, end.result, end.progress],
      ['complete', 'failed', [null, 1], far.progress],
    );
    assert.deepEqual(end, await act<Session>(bob, 'session.get', { session_id }));
    assert.equal((await act(bob, 'party.leave', { party_id })).party, null);
    assert.deepEqual(await act(alice, 'party.dissolve', { party_id }), {
      status: 'dissolved',
      party_id,
      session_id: null,
      version: null,
      party: null,
    });
  });

  it('works with bare names, and with calls that name no player', async () => {
    const { party_id, party } = await act({ url: app.url }, 'party.create');
    assert.equal(party.leader_id, null);
    await act(as('alice'), 'party.join', { party_id });
    await act(as('bob'), 'party.quick_join');
    const { session_id } = await act({ url: app.url }, 'party.start', { party_id });
    const { sessions } = await act<{ sessions: Session[] }>({ url: app.url }, 'session.list', { status: 'waiting' });
    assert.deepEqual(
      sessions.map((session) => session.session_id),
      [session_id],
    );
  });

  it('lists the lobbies that have public parties', async () => {
    for (const [player, lobby] of [
      ['a', 'eu'],
      ['b', 'asia'],
      ['c', 'eu'],
    ])
      await act(as(player!), 'party.create', { lobby, max_players: 3 });
    await act(as('d'), 'party.create', { lobby: 'hidden', privacy: 'private' });
    assert.deepEqual(await act(as('a'), 'lobby.list'), [
      { lobby: 'asia', parties: 1, players: 1, free_seats: 2 },
      { lobby: 'eu', parties: 2, players: 2, free_seats: 4 },
    ]);
  });

  it('lists the parties that match a filter, page by page', async () => {
    for (const [player, region] of [
      ['a', 'eu'],
      ['b', 'us'],
      ['c', 'eu'],
      ['d', 'eu & more'],
    ]) {
      await act(as(player!), 'party.create', { name: `Party ${player}`, data: { region } });
    }
    type Page = { parties: Party[]; next_cursor: string | null };
    const filter = {
      data: { region: 'eu' },
      sort: '-name',
      limit: 1,
      has_room: true,
      players_min: 1,
      name_prefix: 'pa',
    };
    const first = await act<Page>({ url: app.url }, 'party.list', filter);
    const second = await act<Page>({ url: app.url }, 'party.list', { ...filter, cursor: first.next_cursor });
    assert.deepEqual(
      [first, second].flatMap(({ parties }) => parties).map(({ name }) => name),
      ['Party c', 'Party a'],
    );
    assert.equal(second.next_cursor, null);
    const odd = await act<Page>({ url: app.url }, 'party.list', { data: { region: 'eu & more' } });
    assert.equal(odd.parties.length, 1);
  });

  for (const name of NAMES) {
    it(`sends and reads the name ${name}`, async () => {
      const { party_id, party } = await act(as('alice'), 'party.create', { name, player_data: { [name]: name } });
      assert.equal(party.name, name);
      const shown = await readJson<Party>(await app.get(`/party/${party_id}?player_id=alice`));
      assert.deepEqual([shown.name, shown.members[0]!.data], [name, { [name]: name }]);
      const { parties } = await act<{ parties: Party[] }>(as('bob'), 'party.list', { name_prefix: name });
      assert.equal(parties.length, 1);
    });
  }

  it('sends and reads odd free-form data', async () => {
    const { party_id, party } = await act(as('alice'), 'party.create', { data: ODD_DATA });
    assert.deepEqual(party.data, ODD_DATA);
    assert.deepEqual((await act<Party>(as('alice'), 'party.get', { party_id })).data, ODD_DATA);
  });

  it('throws rate_limited with the time to wait', async () => {
    await app.stop();
    app = await startApp({ env: { RATE_LIMIT_DISABLED: 'false', RATE_LIMIT_WRITES_PER_MINUTE: '2' } });
    await guest();
    await guest();
    await assert.rejects(
      guest(),
      ({ kind, status, retryAfterSeconds }: { kind: string; status: number; retryAfterSeconds: number }) => {
        assert.deepEqual([kind, status], ['rate_limited', 429]);
        assert.ok(retryAfterSeconds > 50 && retryAfterSeconds <= 60);
        return true;
      },
    );
  });

  it('completes a call across a restart of the server', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'muster-net-'));
    const first = await spawnServer({ dataDir });
    try {
      const alice = { url: first.url, player: 'alice' };
      const { party_id } = await act(alice, 'party.create');
      await first.kill('SIGKILL');
      const { asked, second } = await driver.whilePausesAreHeld(async () => {
        const pauses = driver.pauses.length;
        const asked = act(alice, 'party.ready', { party_id, if_version: 1 });
        await until(() => driver.pauses.length > pauses, 'the first try has failed');
        return { asked, second: await spawnServer({ dataDir, env: { PORT: new URL(first.url).port } }) };
      });
      try {
        const { status, version } = await asked;
        assert.deepEqual([status, version], ['ready', 2]);
      } finally {
        await second.stop();
      }
    } finally {
      await first.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
