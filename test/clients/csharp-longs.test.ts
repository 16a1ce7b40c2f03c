import assert from 'node:assert/strict';
import type { Room } from '@colyseus/sdk';
import { z } from 'zod';
import { AppError, type ErrorData } from '../../src/errors.ts';
import { dungeonPartyRequests } from '../../src/protocol/dungeon-party-requests.ts';
import { sessionRequests } from '../../src/protocol/session-requests.ts';
import { ask, joinById, joinLobby, type LobbyClient, type SessionClient } from '../lobby/message-door.ts';
import { readJson, startApp, type TestApp, until } from '../support/app.ts';
import { isUnknown, ROOM_DATA } from '../support/raw.ts';

/** A C# long that does not fit an int arrives as a bigint. The second does not fit a double either. */
const LONG = 2n ** 33n;
const TOO_LONG = 2n ** 60n;

type Path = string[];

/** The paths of the number fields of a request, such as `['current_position', 'x']`. */
function numbersIn(schema: z.ZodType, path: Path = []): Path[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return numbersIn(schema.unwrap() as z.ZodType, path);
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape).flatMap(([key, field]) => numbersIn(field as z.ZodType, [...path, key]));
  return schema.def.type === 'number' ? [path] : [];
}

/** All number fields of all commands. */
const NUMBERS = [
  ...Object.entries(dungeonPartyRequests).flatMap(([name, schema]) =>
    numbersIn(schema).map((at) => ({ name: `party.${name}`, at })),
  ),
  ...Object.entries(sessionRequests).flatMap(([name, schema]) =>
    numbersIn(schema).map((at) => ({ name: `session.${name}`, at })),
  ),
];

const nested = (at: Path, value: unknown): object =>
  at.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object;

describe('A C# long, which arrives as a bigint,', () => {
  let app: TestApp;
  let ann: LobbyClient, session: SessionClient;
  let party_id = '';
  before(async () => {
    app = await startApp();
    ann = await joinLobby(app, 'ann');
    ({ party_id } = await ask<{ party_id: string }>(ann, 'party.create', {}));
    const { session_id } = await ask<{ session_id: string }>(ann, 'party.start', {});
    session = await joinById<SessionClient>(app, session_id, 'ann');
    await until(() => session.state.status === 'in_progress');
  });
  after(() => app.stop());

  const refusalOf = async (name: string, input: object): Promise<ErrorData | null> => {
    const room: Room = name.startsWith('party.') ? ann : session;
    try {
      await ask(room, name, input);
      return null;
    } catch (error) {
      assert.ok(error instanceof AppError && error.kind !== 'internal', `${name} failed: ${String(error)}`);
      return error.toData();
    }
  };
  const faultAt = async (name: string, at: Path, value: unknown) => {
    const refusal = await refusalOf(name, nested(at, value));
    return refusal?.faults?.find(({ field }) => field === at.join('.'))?.message;
  };

  it('is accepted for every number field, if it is in range', async () => {
    assert.ok(NUMBERS.length > 20);
    // These commands would end the session or party.
    for (const { name, at } of NUMBERS.filter(({ name }) => !/leave|complete|dissolve/.test(name)))
      assert.equal(await faultAt(name, at, 3n), undefined, `${name} ${at.join('.')}`);
  });

  it('is refused with the allowed range, if it is out of range', async () => {
    for (const { name, at } of NUMBERS) {
      const [fault, what] = [await faultAt(name, at, TOO_LONG), `${name} ${at.join('.')}`];
      assert.equal(fault, 'must be a whole number within 2^53; send a longer one as a string', what);
      if (at[0] === 'if_version') continue;
      assert.match(
        (await faultAt(name, at, LONG)) ?? 'no fault',
        /^must be a (whole )?number from -?\d+ to \d+$/,
        what,
      );
    }
    assert.ok(ann.connection.isOpen && session.connection.isOpen);
  });

  it('is a number in states, messages, answers, storage and REST', async () => {
    const data = { steps: LONG, list: [-(2n ** 40n), { deep: 1n }] };
    const plain = { steps: 2 ** 33, list: [-(2 ** 40), { deep: 1 }] };
    const bob = await joinLobby(app, 'bob');
    type Made = { party_id: string; version: number; party: { data: object; max_players: number } };
    const made = await ask<Made>(bob, 'party.create', { max_players: 4n, data, player_data: data });
    assert.deepEqual([made.party.max_players, made.party.data], [4, plain]);
    const { version } = await ask<Made>(bob, 'party.update', { if_version: BigInt(made.version), max_players: 5n });
    const conflict = await refusalOf('party.update', { party_id: made.party_id, if_version: LONG });
    assert.equal(conflict?.message, `the party has version ${version}, not ${LONG}`);
    type Party = { version: number; max_players: number; data: object; members: { data: object }[] };
    const stored = await readJson<Party>(await app.get(`/party/${made.party_id}?player_id=bob`));
    assert.deepEqual([stored.version, stored.max_players], [version, 5]);
    await ask(session, 'session.progress', {
      current_floor: 7n,
      current_position: { x: 3n, y: -4n },
      progress: data,
    });
    await until(() => session.state.current_floor === 7);
    assert.deepEqual([session.state.current_position.x, session.state.current_position.y], [3, -4]);
    assert.deepEqual(JSON.parse(session.state.progress), plain);
    await ask(session, 'session.player_data', { player_data: data });
    await until(() => session.state.players.get('ann')?.data !== '{}');
    assert.deepEqual(JSON.parse(session.state.players.get('ann')!.data), plain);
    await bob.leave();
  });

  it('beyond the range of a double is refused in free-form data, with its path', async () => {
    for (const [name, input, field] of [
      ['party.update', { data: { ids: [1, TOO_LONG] } }, 'data.ids.1'],
      ['party.ready', { player_data: { id: TOO_LONG } }, 'player_data.id'],
      ['session.progress', { progress: { a: { b: -TOO_LONG } } }, 'progress.a.b'],
      ['session.complete', { result: TOO_LONG }, 'result'],
      ['party.lock', { unknown: TOO_LONG }, 'unknown'],
    ] as const) {
      const refusal = await refusalOf(name, { party_id, ...input });
      assert.deepEqual(
        refusal?.faults?.map((fault) => fault.field),
        [field],
        name,
      );
    }
  });

  it('is refused for fields of other types, with the expected type', async () => {
    for (const [name, input, message] of [
      ['party.update', { name: 5n }, /^name: must be a string/],
      ['party.join', { party_id: 5n }, /^party_id: must be a string/],
      ['party.join_by_code', { code: 222_222n }, /^code: must be a string/],
      ['party.kick', { target_id: 5n }, /^target_id: must be a string/],
      ['party.ready', { ready: 1n }, /^ready: must be true or false/],
      ['party.update', 5n as unknown as object, /^\(body\): /],
    ] as const) {
      const { kind, message: told } = (await refusalOf(name, input))!;
      assert.equal(kind, 'validation_failed');
      assert.match(told, message);
    }
  });

  it('is returned unchanged as the ref of a plain message, unless it exceeds 64 bits', async () => {
    const errors: { ref?: unknown; kind: string }[] = [];
    ann.onMessage('error', (error: { ref?: unknown; kind: string }) => errors.push(error));
    const refs = [LONG, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 64n - 1n];
    for (const ref of refs) ann.send('party.create', { ref });
    // The SDK cannot send such a number, but MessagePack has an extension for it.
    for (const type of ['party.create', 'party.nothing']) sendHugeRef(ann, type);
    await until(() => errors.length === refs.length + 2);
    const refsOf = (kind: string) => errors.filter((error) => error.kind === kind).map(({ ref }) => ref);
    assert.deepEqual(refsOf('already_in_party'), [...refs, undefined]);
    assert.deepEqual(refsOf('not_found'), [undefined]);
  });

  it('does no harm to rooms that take no messages', async () => {
    for (const room of [
      await app.sdk.joinOrCreate('board'),
      await app.sdk.joinOrCreate('drop_tracker', { world: 446 }),
    ]) {
      room.send('anything', { ref: LONG, list: [TOO_LONG] });
      await assert.rejects(room.request('anything', { ref: LONG }), isUnknown);
      assert.ok(room.connection.isOpen);
      await room.leave();
    }
  });

  it('is validated in join options, which are JSON', async () => {
    const join = (room: string, options: string) => app.post(`/matchmake/joinOrCreate/${room}`, options);
    for (const [room, options, error] of [
      ['drop_tracker', '{"world":447,"build":9223372036854775807}', /^options\.build: unknown; /],
      ['drop_tracker', '{"world":8589934592}', /^options\.world: must be a whole number from 1 to 65535$/],
      ['drop_tracker', '{"world":9223372036854775807}', /^options\.world: must be a whole number/],
      ['drop_tracker', '{"world":18446744073709551615}', /^options\.world: must be a whole number/],
      ['lobby', '{"player_id":9223372036854775807}', /^options\.player_id: must be a string/],
      ['lobby', '{"lobby":8589934592}', /^options\.lobby: must be a string/],
      ['lobby', '{"token":8589934592}', /^options\.token: must be a string/],
    ] as const) {
      const response = await join(room, options);
      assert.equal(response.status, 422, options);
      assert.match((await readJson<{ error: string }>(response)).error, error);
    }
  });
});

/** Sends `{ ref: 2n ** 70n }`: a map with one entry, whose value is the extension B with 16 bytes. */
function sendHugeRef(room: Room, type: string): void {
  const head = [ROOM_DATA, 0xa0 + type.length, ...Buffer.from(type)];
  const ref = [0xd8, 0x42, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0, 0];
  room.connection.send(Buffer.from([...head, 0x81, 0xa3, ...Buffer.from('ref'), ...ref]));
}
