import assert from 'node:assert/strict';
import { matchMaker } from '@colyseus/core';
import { type Schema, TypeContext } from '@colyseus/schema';
import { Client } from 'colyseus-sdk-v17';
import type { DropTrackerState } from '../../src/rooms/schema/drops.ts';
import { FakeClock, startApp, type TestApp, until } from '../support/app.ts';
import { ask, joinLobby } from '../lobby/message-door.ts';
import { allShow, heard, ignoringMessages, say } from './beside.ts';
import { contextOf, type Definition, definitionsOf } from './RoomV17.ts';

const RUNE_2H = { world: 444, item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, value: 38_052 };

type Refused = { message: string; code: number };

/** The fields of the class that has a field of this name. */
const fieldsOf = (definitions: Definition[], has: string) =>
  definitions.find(({ fields }) => has in fields)?.fields ?? assert.fail(`no class has ${has}`);

describe('A game with SDK 0.17, at /v17,', () => {
  const clock = new FakeClock();
  let app: TestApp;
  let client: Client;
  before(async () => {
    app = await startApp({ now: clock.now });
  });
  after(() => app.stop());
  beforeEach(() => {
    client = ignoringMessages(new Client(`${app.url}/v17`));
  });

  it('gets all fields of every kind of room', async () => {
    const { party_id } = (await client.http.post('/party', { body: { player_id: 'cara' } })).data;
    const { session_id } = (await client.http.post(`/session?party_id=${party_id}`)).data;
    const rooms = await Promise.all([
      client.joinOrCreate('board'),
      client.joinOrCreate('drop_tracker', { world: 300 }),
      client.joinOrCreate('lobby'),
      client.joinById(session_id, { player_id: 'cara' }),
    ]);
    const told = rooms.map((room) => definitionsOf(contextOf(room).types));
    const serialized = ({ roomId }: { roomId: string }) =>
      TypeContext.cache(matchMaker.getLocalRoomById(roomId).state.constructor as typeof Schema).types;
    assert.deepEqual(
      told,
      rooms.map((room) => definitionsOf(serialized(room))),
    );
    const [board, tracker, lobby, run] = told as [Definition[], Definition[], Definition[], Definition[]];
    assert.deepEqual(board[0]!.fields, { parties: 'map of 1', drops: 'map of 2', biggest: 'map of 2' });
    assert.deepEqual(tracker[0]!.fields, { world: 'uint16', party: 'ref of 1', drops: 'map of 2' });
    assert.deepEqual(lobby[0]!.fields, {
      name: 'string',
      parties: 'map of 1',
      more: 'uint32',
      queues: 'map of 4',
    });
    assert.equal(fieldsOf(lobby, 'max_players').members, 'map of 2');
    assert.equal(fieldsOf(run, 'current_position').players, 'map of 2');
    assert.deepEqual(fieldsOf(run, 'x'), { x: 'float64', y: 'float64' });
    await Promise.all(rooms.map((room) => room.leave()));
  });

  it('sees a world as 0.18 does: without a party, with drops, after the end, and with the next party', async () => {
    const [old, now] = await Promise.all([
      client.joinOrCreate<DropTrackerState>('drop_tracker', { world: 444 }),
      app.sdk.joinOrCreate('drop_tracker', { world: 444 }),
    ]);
    const board = await client.joinOrCreate('board');
    await allShow(old, now);
    assert.equal(old.state.party, undefined);
    for (let n = 1; n <= 60; n++) {
      clock.advance(1_000);
      await client.http.post('/drops', { body: { ...RUNE_2H, value: n * 1_000_003 } });
      if (n % 20 === 0) await allShow(old, now);
    }
    assert.deepEqual([old.state.party!.total_drops, old.state.drops.size, old.state.drops.has('10')], [60, 50, false]);
    assert.equal(old.state.party!.total_value, 1_000_003 * 1_830);
    clock.advance(300_000);
    await client.http.post('/parties/cleanup');
    await allShow(old, now);
    assert.deepEqual([old.state.party ?? null, old.state.drops.size], [null, 0]);
    await client.http.post('/drops', { body: RUNE_2H });
    await allShow(old, now);
    assert.equal(old.state.party!.total_drops, 1);
    await allShow(board);
    await Promise.all([old.leave(), now.leave(), board.leave()]);
  });

  it('sends commands and gets answers, in one party with a player on 0.18', async () => {
    const ann = await client.joinOrCreate('lobby', { player_id: 'ann' });
    const bob = await joinLobby(app, 'bob');
    const party = heard<{ party: { players: string[] } | null }>(ann, 'party');
    const created = await say(ann, 'party.create', { name: 'Delvers', max_players: 4 });
    assert.match(created.party_id!, /^[0-9a-f-]{36}$/);
    await allShow(ann, bob);
    await ask(bob, 'party.join', { party_id: created.party_id });
    await until(() => party.at(-1)?.party?.players.length === 2, 'ann hears of bob');
    await allShow(ann, bob);
    const refused = await say(ann, 'party.start');
    assert.deepEqual([refused.kind, typeof refused.message], ['not_ready', 'string']);
    assert.equal((await say(ann, 'party.kick', { target_id: 7 })).kind, 'validation_failed');
    assert.equal((await say(ann, 'party.dance')).kind, 'not_found');
    await ask(bob, 'party.ready', {});
    for (let n = 0; n < 10; n++) await say(ann, n % 2 ? 'party.unlock' : 'party.lock');
    await allShow(ann, bob);
    await say(ann, 'party.leave');
    await until(() => party.at(-1)?.party === null);
    await allShow(ann, bob);
    const pinged = Promise.withResolvers<number>();
    ann.ping(pinged.resolve);
    assert.ok((await pinged.promise) >= 0);
    assert.equal(await ann.leave(), 4000);
    await bob.leave();
  });

  it('joins as 0.18 does, and gets the same refusals', async () => {
    const rooms = await Promise.all([
      client.joinOrCreate('drop_tracker', { world: 301 }),
      client.join('drop_tracker', { world: 301 }),
      client.joinById('drops-301'),
    ]);
    assert.deepEqual(
      rooms.map(({ roomId }) => roomId),
      ['drops-301', 'drops-301', 'drops-301'],
    );
    await Promise.all(rooms.map((room) => room.leave()));
    const refusals: [() => Promise<unknown>, number, RegExp][] = [
      [() => client.create('board'), 403, /use joinOrCreate/],
      [() => client.joinOrCreate('drop_tracker', { world: 0 }), 422, /world/],
      [() => client.joinById('nowhere'), 404, /nowhere|no room/],
      [() => client.joinById('00000000-0000-4000-8000-000000000000', { player_id: 'ann' }), 404, /session/],
      [() => client.reconnect('board:none'), 410, /./],
      [() => client.http.get('/nowhere'), 404, /nothing at \/nowhere/],
      [() => client.http.post('/drops', { body: { world: 'x' } }), 422, /world/],
    ];
    for (const [refusal, code, message] of refusals)
      await assert.rejects(refusal(), (error: Refused) => error.code === code && message.test(error.message));
  });

  it('is a guest with its token, in REST and in rooms', async () => {
    const guest = (await client.http.post('/auth/guest')).data as { player_id: string; token: string };
    await assert.rejects(client.joinOrCreate('lobby', { player_id: guest.player_id }), /token/);
    client.auth.token = guest.token;
    const room = await client.joinOrCreate('lobby');
    heard(room, 'party');
    const { party_id } = await say(room, 'party.create');
    const { data } = await client.http.get(`/party/${party_id}`);
    assert.equal(data.leader_id, guest.player_id);
    assert.ok(data.join_code, 'only members see it');
    await client.http.del(`/party/${party_id}`);
    await allShow(room);
    await room.leave();
  });
});
