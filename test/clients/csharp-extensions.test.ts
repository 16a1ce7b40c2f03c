import assert from 'node:assert/strict';
import { Client, type Room } from '@colyseus/sdk';
import { addExtension } from 'msgpackr';
import type { ErrorData } from '../../src/errors.ts';
import { until } from '../support/app.ts';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';
import { ignoringMessages } from '../wire-v17/beside.ts';

/** The extension types that C#'s SDK packs, with the bytes of a value. JavaScript cannot unpack them. */
class Extended {
  readonly bytes: Buffer;
  constructor(length: number) {
    this.bytes = Buffer.alloc(length, 1);
  }
}
class CSharpDateTime extends Extended {}
class CSharpDecimal extends Extended {}
class CSharpGuid extends Extended {}
const TYPES = [
  { Class: CSharpDateTime, type: 40, value: new CSharpDateTime(16) },
  { Class: CSharpDecimal, type: 42, value: new CSharpDecimal(16) },
  { Class: CSharpGuid, type: 43, value: new CSharpGuid(16) },
];

describe("C#'s decimal, DateTime and Guid", () => {
  let server: ServerProcess;
  before(async () => {
    for (const { Class, type } of TYPES) addExtension({ Class, type, pack: ({ bytes }: Extended) => bytes });
    server = await spawnServer();
  });
  after(() => server.stop());

  const join = async (room: string, options: object): Promise<Room> =>
    ignoringMessages(new Client(server.url)).joinOrCreate(room, options);
  const messages = (room: Room) =>
    new Promise<ErrorData>((resolve) => void room.onMessage('error', (error: ErrorData) => resolve(error)));

  it('are refused with a kind and their type, by request and as a message, and the connection stays', async () => {
    for (const { type, value } of TYPES) {
      const lobby = await join('lobby', { player_id: `of-${type}` });
      const expected = {
        kind: 'validation_failed',
        message: `the message cannot be read (Unknown extension type ${type}): send only objects, lists, strings, numbers, booleans and null`,
      };
      await assert.rejects(lobby.request('party.create', { data: { value } }), (error: { reason?: object }) => {
        assert.deepEqual(error.reason, expected);
        return true;
      });
      const told = messages(lobby);
      lobby.send('party.create', { data: { value } });
      assert.deepEqual(await told, expected);
      assert.match((await lobby.request<object, { party_id: string }>('party.create', {})).party_id, /-/);
      await lobby.leave();
    }
    const lines = () =>
      server
        .output()
        .split('\n')
        .filter((line) => line.includes('refused an unreadable message'));
    await until(() => lines().length === 6, 'a line for each');
    for (const line of lines()) assert.match(line, /"level":30,/);
  });

  it('are refused in rooms that take no messages, too', async () => {
    const board = await join('board', {});
    await assert.rejects(
      board.request('anything', TYPES[0]!.value),
      (error: { reason?: ErrorData }) => error.reason?.kind === 'validation_failed',
    );
    await board.leave();
  });

  it('count towards the limit of messages per second', async () => {
    const lobby = await join('lobby', { player_id: 'flood' });
    const left = new Promise<number>((resolve) => void lobby.onLeave(resolve));
    for (let i = 0; i < 40; i++) lobby.send('party.create', TYPES[1]!.value);
    assert.equal(await left, 4002);
  });

  it('leave neither an error nor a stack in the log, and nor does a reconnection token that is stale', async () => {
    const response = await fetch(`${server.url}/matchmake/reconnect/lobby-main`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reconnectionToken: 'stale' }),
    });
    assert.equal(((await response.json()) as ErrorData).kind, 'reconnection_expired');
    await server.kill('SIGTERM');
    assert.doesNotMatch(server.output(), /"level":[456]0|\bat .+:\d+:\d+|reconnection token/);
  });
});
