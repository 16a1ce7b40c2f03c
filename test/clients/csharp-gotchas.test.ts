import assert from 'node:assert/strict';
import { dungeonPartyRequests } from '../../src/protocol/dungeon-party-requests.ts';
import { sessionRequests } from '../../src/protocol/session-requests.ts';
import type { DropTrackerState } from '../../src/rooms/schema/drops.ts';
import type { Room } from '@colyseus/sdk';
import { ask, joinById, joinLobby, type LobbyClient, type SessionClient } from '../lobby/message-door.ts';
import { FakeClock, startApp, type TestApp, until } from '../support/app.ts';
import { fieldsOf, liveStateClasses } from './live-states.ts';
import { assertReadable, recordSent, type Sent } from './sent-values.ts';

const MESSAGES = ['party', 'invited', 'requested', 'request_ended', 'session', 'result', 'error'];
const COMMANDS = [
  ...Object.keys(dungeonPartyRequests).map((name) => `party.${name}`),
  ...Object.keys(sessionRequests).map((name) => `session.${name}`),
];

describe('States in C#', () => {
  const clock = new FakeClock();
  let app: TestApp;
  before(async () => {
    app = await startApp({ now: clock.now });
  });
  after(() => app.stop());

  it('have no lists of primitives, which Unity doubles, and no `number`, which becomes a float', async () => {
    const fields = [...(await liveStateClasses(app))].flatMap(([name, stateClass]) =>
      fieldsOf(stateClass).map(({ name: field, type, of }) => ({ field: `${name}.${field}`, type, of })),
    );
    assert.ok(fields.length > 50);
    for (const { field, type, of } of fields) {
      const isWhole = ['string', 'boolean', 'uint8', 'uint16', 'uint32', 'int32', 'float64'].includes(type);
      const isOfClasses = ['ref', 'map'].includes(type) && /^[A-Z]/.test(of ?? '');
      assert.ok(isWhole || isOfClasses, `${field} is ${type} of ${of}`);
    }
  });

  it('have exact times and totals, beyond the precision of a float', async () => {
    clock.time = 1_795_267_216_477;
    const value = 2 ** 53 - 1;
    const drop = { world: 445, item_id: 2 ** 24 + 1, item_name: 'Coins', quantity: 2 ** 31 - 1, value };
    assert.ok((await app.post('/drops', drop)).ok);
    const world = (await app.sdk.joinById('drops-445')) as Room<unknown, DropTrackerState>;
    await until(() => world.state.party?.total_drops === 1);
    const { total_value, avg_drop, started_at, ends_at } = world.state.party!;
    assert.deepEqual([total_value, avg_drop, started_at, ends_at], [value, value, clock.time, clock.time + 300_000]);
    const [shown] = [...world.state.drops.values()];
    const { item_id, quantity, dropped_at } = shown!;
    assert.deepEqual([item_id, quantity, shown!.value, dropped_at], [2 ** 24 + 1, 2 ** 31 - 1, value, clock.time]);
    for (const number of [total_value, started_at, item_id, quantity]) assert.notEqual(Math.fround(number), number);
    await world.leave();
  });

  it("have the exact times of a lobby and a session, and the session's seed", async () => {
    clock.time = 1_795_267_216_479;
    const lobby = await joinLobby(app, 'zoe');
    const { party_id } = await ask<{ party_id: string }>(lobby, 'party.create', {});
    await until(() => lobby.state.parties?.get(party_id));
    assert.equal(lobby.state.parties.get(party_id)!.created_at, clock.time);
    type Started = { session_id: string };
    const { session_id } = await ask<Started>(lobby, 'party.start', {});
    const session = await joinById<SessionClient>(app, session_id, 'zoe');
    await until(() => session.state.status === 'in_progress');
    assert.deepEqual([session.state.created_at, session.state.started_at], [clock.time, clock.time]);
    const { seed } = (await (await app.get(`/session/${session_id}`)).json()) as { seed: number };
    assert.equal(session.state.seed, seed);
    await Promise.all([session.leave(), lobby.leave()]);
  });
});

describe('Messages and answers in C#', () => {
  let app: TestApp;
  let ann: LobbyClient, bob: LobbyClient, cat: LobbyClient;
  let edge: ReturnType<typeof recordSent>;
  const received: Sent[] = [];
  const asked = new Set<string>();
  before(async () => {
    app = await startApp();
    edge = recordSent();
    [ann, bob, cat] = [await enter('ann'), await enter('bob'), await enter('cat')];
  });
  after(async () => {
    edge.stop();
    await app.stop();
  });

  /** Records all messages that the client gets. */
  function listen<R extends Pick<Room, 'onMessage'>>(room: R): R {
    for (const type of MESSAGES) room.onMessage(type, (value: unknown) => received.push({ type, value }));
    return room;
  }

  async function enter(playerId: string): Promise<LobbyClient> {
    return listen(await joinLobby(app, playerId));
  }

  async function order<Answer = unknown>(room: LobbyClient | SessionClient, type: string, input: object = {}) {
    asked.add(type);
    const answer = await ask<Answer>(room, type, input);
    received.push({ type: 'response', value: answer });
    return answer;
  }

  it('have only values that C# can read, for every command', async () => {
    const data = { region: 'eu', list: [1, 2.5, null], none: null };
    const { party_id, party } = await order<{ party_id: string; party: { join_code: string } }>(ann, 'party.create', {
      name: 'Delvers',
      data,
      class: 'mage',
      player_data: { level: 7 },
    });
    await order(bob, 'party.join', { party_id });
    for (const command of ['party.lock', 'party.unlock', 'party.update']) await order(ann, command, { party_id });
    await askToJoin(party_id);
    await order(ann, 'party.invite', { target_id: 'cat' });
    await order(cat, 'party.decline_invite', { party_id });
    await order(ann, 'party.invite', { target_id: 'cat' });
    await order(cat, 'party.accept_invite', { party_id });
    await order(ann, 'party.kick', { target_id: 'cat' });
    await order(bob, 'party.leave');
    await order(bob, 'party.join_by_code', { code: party.join_code });
    await order(bob, 'party.ready');
    await order(ann, 'party.promote', { target_id: 'bob' });
    await playSession(party_id);
    await order(bob, 'party.dissolve');
    await order(cat, 'party.quick_join', { game_type: 'solo', difficulty: 'alone' });
    assert.deepEqual(
      COMMANDS.filter((command) => !asked.has(command)),
      [],
    );
    for (const room of [ann, bob, cat]) room.send('party.nothing', {});
    assertAllReadable();
  });

  /** Of ann's party. Cat is let in by an invite. */
  async function askToJoin(party_id: string): Promise<void> {
    await order(ann, 'party.update', { password: 'sesame' });
    await order(cat, 'party.request', { party_id, message: 'hello', player_data: { level: 7 } });
    await order(cat, 'party.withdraw_request', { party_id });
    await order(cat, 'party.request', { party_id });
    await order(ann, 'party.decline_request', { target_id: 'cat' });
    await order(ann, 'party.update', { password: null });
    await order(ann, 'party.accept_request', { target_id: 'bob' });
  }

  /** A session of ann and bob, who leads. */
  async function playSession(party_id: string): Promise<void> {
    const { session_id } = await order<{ session_id: string }>(bob, 'party.start', { party_id, force: true });
    const [one, two] = [
      await joinById<SessionClient>(app, session_id, 'ann'),
      await joinById<SessionClient>(app, session_id, 'bob'),
    ];
    listen(one);
    listen(two);
    await order(one, 'session.join');
    await order(one, 'session.player_data', { player_data: { hp: 9 } });
    await order(two, 'session.start');
    await order(two, 'session.progress', {
      current_floor: 2,
      current_position: { x: 1.5, y: -2 },
      progress: { boss: 1 },
    });
    await assert.rejects(order(one, 'session.ready'), { kind: 'session_started' });
    for (const command of COMMANDS.filter((name) => name.startsWith('session.'))) await refused(two, command);
    for (const command of COMMANDS.filter((name) => name.startsWith('party.'))) await refused(bob, command);
    await order(one, 'session.leave');
    two.send('session.progress', { current_floor: 3, ref: 'plain' });
    await until(() => edge.sent.some(({ type }) => type === 'result'), 'an answer to a plain message');
    await order(two, 'session.complete', { result: { gold: 12 } });
    await until(() => bob.state.parties.get(party_id)?.session_id === '');
  }

  /** Sends an invalid command, as a plain message and as a request. */
  async function refused(room: LobbyClient | SessionClient, command: string): Promise<void> {
    room.send(command, 'no object');
    await assert.rejects(room.request(command, 'no object'), (error: { reason?: unknown }) => {
      received.push({ type: 'response', value: error.reason });
      return error.reason !== undefined;
    });
  }

  function assertAllReadable(): void {
    for (const { type, value } of edge.sent) assertReadable(value, `sent ${type}`);
    for (const { type, value } of received) assertReadable(value, `received ${type}`);
    for (const list of [edge.sent, received])
      assert.deepEqual([...new Set(list.map(({ type }) => type))].toSorted(), [...MESSAGES, 'response'].toSorted());
  }
});
