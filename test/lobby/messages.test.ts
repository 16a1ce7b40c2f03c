import assert from 'node:assert/strict';
import type { Room } from '@colyseus/sdk';
import { appForSuite, until } from '../support/app.ts';
import { isUnknown } from '../support/raw.ts';
import { ask, joinById, joinLobby, type LobbyClient, type SessionClient } from './message-door.ts';

type Sent = { ref?: unknown; kind?: string; message?: string; party_id?: string; party?: { join_code: string } | null };

/** Collects all messages of one type that a client receives. */
function collect<T = Sent>(room: Pick<Room, 'onMessage'>, type: string): T[] {
  const messages: T[] = [];
  room.onMessage(type, (message: T) => messages.push(message));
  return messages;
}

type ToMember = { party: { join_code: string; players: string[] } | null; reason: string | null };

let count = 0;
const someone = () => `p${++count}`;

describe("the lobby's messages", () => {
  const app = appForSuite();
  let alice: LobbyClient, bob: LobbyClient, watcher: LobbyClient;
  let [a, b] = ['', ''];
  before(async () => {
    watcher = await joinLobby(app);
  });
  beforeEach(async () => {
    [a, b] = [someone(), someone()];
    [alice, bob] = [await joinLobby(app, a), await joinLobby(app, b)];
  });

  const shown = (party_id: string) => watcher.state.parties?.get(party_id);
  const created = (settings: object = {}) =>
    ask<{ party_id: string; version: number }>(alice, 'party.create', settings);

  it('each command can be sent as a request, and every watcher sees its effect', async () => {
    const { party_id, version } = await created({ name: 'Delvers', difficulty: 'hard', region: 'eu', max_players: 5 });
    assert.equal(version, 1);
    await until(() => shown(party_id)?.leader_id === a);
    const { name, difficulty, region, max_players, player_count, can_start, has_password } = shown(party_id)!;
    assert.deepEqual(
      { name, difficulty, region, max_players, player_count, can_start, has_password },
      {
        name: 'Delvers',
        difficulty: 'hard',
        region: 'eu',
        max_players: 5,
        player_count: 1,
        can_start: true,
        has_password: false,
      },
    );
    await ask(bob, 'party.join', { party_id, class: 'archer', player_name: 'Bob' });
    await until(() => shown(party_id)?.members.get(b)?.class === 'archer');
    assert.deepEqual(
      [...shown(party_id)!.blockers.values()].map((blocker) => ({ ...blocker.toJSON() })),
      [{ player_id: b, reason: 'not_ready' }],
    );
    await ask(bob, 'party.ready', {});
    await until(() => shown(party_id)?.can_start === true);
    await ask(alice, 'party.update', { password: 'sesame', name: 'Renamed', region: 'us' });
    await until(() => shown(party_id)?.has_password === true && shown(party_id)?.name === 'Renamed');
    assert.equal(shown(party_id)!.region, 'us');
    await ask(alice, 'party.lock', {});
    await until(() => shown(party_id)?.locked === true);
    await ask(alice, 'party.unlock', {});
    await ask(alice, 'party.promote', { target_id: b });
    await until(() => shown(party_id)?.leader_id === b);
    const { session_id } = await ask<{ session_id: string }>(bob, 'party.start', { force: true });
    await until(() => shown(party_id)?.session_id === session_id);
    assert.deepEqual(
      [...shown(party_id)!.blockers.values()].map(({ reason }) => reason),
      ['session_running'],
    );
    await ask(bob, 'party.kick', { target_id: a });
    await until(() => shown(party_id)?.player_count === 1);
    const last = await ask(bob, 'party.leave', {});
    assert.deepEqual(last, { party_id, session_id: null, version: null, party: null });
    await until(() => shown(party_id) === undefined);
  });

  it('invites, join codes and quick joins can be sent as requests', async () => {
    const { party_id } = await created({ privacy: 'private', data: { region: 'eu' } });
    const invited = collect<{ party_id: string; by: string }>(bob, 'invited');
    await ask(alice, 'party.invite', { target_id: b });
    await until(() => invited.length > 0);
    assert.deepEqual([invited[0]!.party_id, invited[0]!.by], [party_id, a]);
    await ask(bob, 'party.decline_invite', { party_id });
    await ask(alice, 'party.invite', { target_id: b });
    const { party } = await ask<{ party: { join_code: string; data: object } }>(bob, 'party.accept_invite', {
      party_id,
    });
    assert.deepEqual(party.data, { region: 'eu' });
    await ask(bob, 'party.leave', {});
    await ask(bob, 'party.join_by_code', { code: party.join_code.toLowerCase() });
    assert.equal(shown(party_id), undefined, 'private parties are in no state');
    await ask(alice, 'party.dissolve', {});
    const quick = await ask<{ party_id: string }>(bob, 'party.quick_join', { difficulty: `only-${b}` });
    const same = await ask<{ party_id: string }>(alice, 'party.quick_join', { difficulty: `only-${b}` });
    assert.equal(same.party_id, quick.party_id);
  });

  it('a plain message is answered by `result` or `error` with its ref, whatever the type of the ref', async () => {
    const [results, errors] = [collect(alice, 'result'), collect(alice, 'error')];
    for (const ref of ['r1', 7, 2n ** 60n]) alice.send('party.create', { ref });
    alice.send('party.leave', { ref: 'bye' });
    await until(() => results.length === 2 && errors.length === 2);
    assert.deepEqual(
      results.map(({ ref }) => ref),
      ['r1', 'bye'],
    );
    assert.deepEqual(
      errors.map(({ ref, kind }) => [ref, kind]),
      [
        [7, 'already_in_party'],
        [2n ** 60n, 'already_in_party'],
      ],
    );
    alice.send('party.create', { name: '' });
    await until(() => errors.length === 3);
    assert.equal(errors[2]!.kind, 'validation_failed');
    assert.match(errors[2]!.message!, /^name: must not be empty/);
    assert.ok(!('ref' in errors[2]!));
  });

  it("one client's messages are processed in the order they were sent, with or without passwords", async () => {
    const [results, errors] = [collect(alice, 'result'), collect(alice, 'error')];
    alice.send('party.create', { password: 'takes a while', ref: 1 });
    alice.send('party.invite', { target_id: b, ref: 2 });
    alice.send('party.dissolve', { ref: 3 });
    await until(() => results.length + errors.length === 3);
    assert.deepEqual(
      results.map(({ ref }) => ref),
      [1, 2, 3],
    );
  });

  it('a payload that is not an object, not JSON, too big or too deep is refused and disconnects nobody', async () => {
    const errors = collect(alice, 'error');
    const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
    const wrong: unknown[] = [
      'text', 7, [], true, new Date(), { data: new Date() }, { data: new Uint8Array(9) }, { data: { big: 2n ** 62n } },
      { data: deep(30) }, { data: { text: 'x'.repeat(5_000) } }, { data: 'x'.repeat(40_000) }, { name: { first: 1 } },
      { max_players: NaN }, { max_players: 1e99 }, { name: 'a\u0000b' },
    ]; // prettier-ignore
    for (const message of wrong) alice.send('party.create', message);
    await until(() => errors.length === wrong.length, `${errors.length} of ${wrong.length}`);
    assert.deepEqual(new Set(errors.map(({ kind }) => kind)), new Set(['validation_failed']));
    assert.ok(alice.connection.isOpen);
    const { party } = await ask<{ party: { data: object } }>(alice, 'party.create', {
      data: { long: 2n ** 33n, none: null, gone: undefined },
    }).catch((error: Error) => ({ party: { data: { refused: error.message } } }));
    assert.deepEqual(party.data, { long: 2 ** 33, none: null });
  });

  it('a message of an unknown type is answered by an error with its ref', async () => {
    const errors = collect(alice, 'error');
    alice.send('party.creaet', { ref: 'typo' });
    alice.send('x'.repeat(120), 'no object');
    alice.send('__proto__', {});
    await until(() => errors.length === 3);
    assert.deepEqual(errors[0], {
      kind: 'not_found',
      message: 'this room takes no message "party.creaet"',
      ref: 'typo',
    });
    await assert.rejects(alice.request('party.creaet', {}), isUnknown);
    assert.ok(alice.connection.isOpen);
  });

  it('a watcher that sends a command is refused with `unauthorized`', async () => {
    await assert.rejects(ask(watcher, 'party.create', {}), { kind: 'unauthorized' });
  });

  it('only members receive the private view of their party, and removed members are told why', async () => {
    const [toAlice, toBob, toWatcher] = [alice, bob, watcher].map((room) => collect<ToMember>(room, 'party'));
    const { party_id } = await created({ privacy: 'private' });
    await until(() => toAlice!.length === 1);
    const { join_code } = toAlice![0]!.party!;
    assert.match(join_code, /^[2-9A-Z]{6}$/);
    await ask(bob, 'party.join_by_code', { code: join_code });
    await until(() => toBob!.at(-1)?.party?.players.length === 2 && toAlice!.at(-1)?.party?.players.length === 2);
    await ask(alice, 'party.kick', { target_id: b });
    await until(() => toBob!.at(-1)?.reason === 'kicked');
    assert.equal(toBob!.at(-1)!.party, null);
    await ask(alice, 'party.invite', { target_id: b });
    await ask(bob, 'party.accept_invite', { party_id });
    await ask(alice, 'party.dissolve', {});
    await until(() => toBob!.at(-1)?.reason === 'dissolved' && toAlice!.at(-1)?.reason === 'dissolved');
    assert.equal(toWatcher!.length, 0);
    const again = await app.sdk.joinOrCreate('lobby', { player_id: b });
    const told = collect<{ party: null }>(again, 'party');
    await until(() => told.length === 1);
    assert.deepEqual(told[0], { party: null, reason: null });
    await again.leave();
  });

  it('a run accepts requests and plain messages, and shows their effects to all its players', async () => {
    const { party_id } = await created();
    await ask(bob, 'party.join', { party_id });
    const { session_id } = await ask<{ session_id: string }>(alice, 'party.start', { force: true });
    const [one, two] = [
      await joinById<SessionClient>(app, session_id, a),
      await joinById<SessionClient>(app, session_id, b),
    ];
    await until(() => two.state.players?.get(a)?.connected === true);
    assert.equal(two.state.status, 'waiting');
    const results = collect(two, 'result');
    two.send('session.player_data', { player_data: { hp: 9 }, ref: 'd' });
    two.send('session.ready', { ref: 'ok' });
    await until(() => one.state.status === 'in_progress' && results.length === 2);
    assert.equal(one.state.players.get(b)!.data, '{"hp":9}');
    await ask(one, 'session.progress', {
      current_floor: 2,
      current_position: { x: 1.5, y: -2 },
      progress: { boss: 1 },
    });
    await until(() => two.state.current_floor === 2);
    assert.deepEqual([two.state.current_position.x, two.state.current_position.y], [1.5, -2]);
    const errors = collect(two, 'error');
    two.send('session.complete', { ref: 1 });
    await until(() => errors.length === 1);
    assert.equal(errors[0]!.kind, 'not_leader');
    await ask(one, 'session.complete', { outcome: 'failed', result: ['lost', 3] });
    await until(() => two.state.outcome === 'failed');
    assert.deepEqual([two.state.status, two.state.result], ['complete', '["lost",3]']);
    await until(() => shown(party_id)?.session_id === '');
  });

  it('a client that floods the lobby is disconnected, and nobody else is', async () => {
    alice = await joinById<LobbyClient>(app, 'lobby-main', a, 20);
    const left = new Promise<number>((resolve) => void alice.onLeave(resolve));
    for (let i = 0; i < 40; i++) alice.send('party.create', { ref: i });
    assert.equal(await left, 4002);
    await ask(bob, 'party.create', {});
  });
});
