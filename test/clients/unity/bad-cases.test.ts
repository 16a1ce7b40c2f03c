import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { matchMaker } from '@colyseus/core';
import { Client, type Room } from '@colyseus/sdk';
import { AppError, type ErrorData } from '../../../src/errors.ts';
import { FakeClock, startApp, type TestApp, until } from '../../support/app.ts';
import { ROOM_DATA } from '../../support/raw.ts';
import { spawnServer } from '../../support/server-process.ts';
import { aroundStore } from '../../support/store-faults.ts';
import { ignoringMessages } from '../../wire-v17/beside.ts';
import { startProxy } from './proxy.ts';

const DOCS = await readFile(new URL('../../../docs/unity.md', import.meta.url), 'utf8');

/** The rows of the table of cases: what happened, and what arrives. */
const ROWS: Map<string, string[]> = new Map(
  DOCS.split('<!-- cases:')[1]!
    .split('\n\n')[1]!
    .split('\n')
    .slice(2)
    .map((row) => {
      const [, title, arrives] = row.split('|').map((cell) => cell.trim());
      return [title!, Array.from(arrives!.matchAll(/`([^`]+)`/g), ([, said]) => said!)] as const;
    }),
);

type ToMember = { party: Started | null; reason: string | null };
type Started = { party_id: string; session_id: string };

function failureOf<E>(asked: Promise<unknown>): Promise<E> {
  return asked.then(
    () => assert.fail('it was not refused'),
    (error: E) => error,
  );
}

describe('docs/unity.md, on failures', () => {
  const clock = new FakeClock();
  let app: TestApp;
  let count = 0;
  const unproven = new Set(ROWS.keys());
  const { info, warn } = console;
  before(async () => {
    app = await startApp({ now: clock.now });
    // The SDK logs every lost connection there.
    Object.assign(console, { info: () => undefined, warn: () => undefined });
  });
  after(async () => {
    Object.assign(console, { info, warn });
    await app.stop();
  });

  /** Proves one row: `prove` resolves with the values in its second column, in the same order. */
  function arrives(title: string, prove: () => Promise<(string | number)[]>): void {
    it(title, async () => {
      const said = ROWS.get(title) ?? assert.fail(`the table has no row "${title}"`);
      assert.deepEqual((await prove()).map(String), said);
      unproven.delete(title);
    });
  }

  const enter = async (playerId = `player-${++count}`, url = app.url): Promise<Room> => {
    return ignoringMessages(new Client(url)).joinOrCreate('lobby', { player_id: playerId });
  };
  const idOf = (room: Room) =>
    (matchMaker.getLocalRoomById(room.roomId).clients.getById(room.sessionId)!.userData as { player_id: string })
      .player_id;
  const left = (room: Room) => new Promise<number>((resolve) => void room.onLeave(resolve));

  /** A party of two. The first leads it. */
  async function two(settings: object = {}): Promise<{ ann: Room; bob: Room; bobId: string; party_id: string }> {
    const [ann, bob] = [await enter(), await enter()];
    const { party_id } = await ann.request<object, Started>('party.create', settings);
    await bob.request('party.join', { party_id });
    return { ann, bob, bobId: idOf(bob), party_id };
  }

  /** The kind and message of a refused request. */
  async function refused(asked: Promise<unknown>): Promise<string[]> {
    const { reason } = await failureOf<{ reason: ErrorData }>(asked);
    return [reason.kind, reason.message];
  }

  /** The status, which the SDK calls code, and the sentence of a refused join. */
  async function notSeated(joined: Promise<unknown>): Promise<[number, string]> {
    const { code, message } = await failureOf<{ code: number; message: string }>(joined);
    return [code, message];
  }

  arrives('The server is down or out of reach', async () => {
    const gone = await startProxy(200);
    await gone.stop();
    const { code } = await failureOf<{ code?: unknown }>(enter('ann', gone.url));
    // Without an answer there is no status, and the client has its own kind.
    return [typeof code === 'number' && code > 0 ? code : 'unreachable'];
  });

  for (const [title, signal] of [
    ['The server restarts', 'SIGTERM'],
    ['The server or the connection dies', 'SIGKILL'],
  ] as const) {
    arrives(title, async () => {
      const server = await spawnServer();
      try {
        const code = left(await enter('ann', server.url));
        await server.kill(signal);
        return [await code];
      } finally {
        await server.stop();
      }
    });
  }

  arrives('A proxy answers 520 with no body', async () => {
    const proxy = await startProxy(520);
    const [code] = await notSeated(enter('ann', proxy.url));
    await proxy.stop();
    return [code];
  });

  arrives('The token is invalid, or from another server', () =>
    notSeated(app.sdk.joinOrCreate('lobby', { token: 'of-another-server' })),
  );

  arrives('A wrong join code', async () => refused((await enter()).request('party.join_by_code', { code: 'ZZZZZZ' })));

  arrives('A malformed join code', async () => refused((await enter()).request('party.join_by_code', { code: 'O' })));

  arrives('The party is full', async () => {
    const { party_id } = await two({ max_players: 2 });
    return refused((await enter()).request('party.join', { party_id }));
  });

  arrives('The party is locked', async () => {
    const { ann, party_id } = await two();
    await ann.request('party.lock', {});
    return refused((await enter()).request('party.join', { party_id }));
  });

  arrives('The party has a password', async () => {
    const { ann, party_id } = await two();
    await ann.request('party.update', { password: 'sesame' });
    return refused((await enter()).request('party.join', { party_id }));
  });

  /** The reason with which the second member is told that it is out of the party. */
  async function reasonOf(end: (party: Awaited<ReturnType<typeof two>>) => Promise<unknown>): Promise<string[]> {
    const party = await two();
    const out = new Promise<ToMember>((resolve) => {
      party.bob.onMessage('party', (message: ToMember) => message.party === null && resolve(message));
    });
    await end(party);
    return [(await out).reason!];
  }

  arrives('Kicked from the party', () => reasonOf(({ ann, bobId }) => ann.request('party.kick', { target_id: bobId })));

  arrives('The leader dissolves the party', () => reasonOf(({ ann }) => ann.request('party.dissolve', {})));

  arrives('Kicked during a run', async () => {
    const { ann, bobId } = await two();
    const { session_id } = await ann.request<object, Started>('party.start', { force: true });
    const code = left(await app.sdk.joinById(session_id, { player_id: bobId }));
    await ann.request('party.kick', { target_id: bobId });
    return [await code];
  });

  arrives('Rejoining after a kick', async () => {
    const { ann, bob, bobId, party_id } = await two();
    await ann.request('party.kick', { target_id: bobId });
    return refused(bob.request('party.join', { party_id }));
  });

  arrives('A start while others are not ready', async () => {
    const { ann, bobId } = await two();
    const said = await refused(ann.request('party.start', {}));
    return said.map((text) => text.replace(bobId, 'bob'));
  });

  arrives('Away for longer than 60 s', async () => {
    const { bob, bobId, party_id } = await two();
    bob.reconnection.enabled = false;
    await bob.leave(false);
    const membersOf = async () =>
      ((await (await app.get(`/party/${party_id}`)).json()) as { players: string[] }).players;
    await until(async () => {
      clock.advance(61_000);
      return (await membersOf()).length === 1;
    });
    const again = await app.sdk.joinOrCreate('lobby', { player_id: bobId });
    const { party, reason } = await new Promise<ToMember>((resolve) => void again.onMessage('party', resolve));
    return [String(party === null ? reason : party.party_id)];
  });

  arrives('A fifth window of one player', async () => {
    const first = left(await enter('of-five'));
    for (let i = 0; i < 4; i++) await enter('of-five');
    return [await first];
  });

  /** The refusal when the leader rejoins a session after this command. */
  async function rejoinAfter(type: string): Promise<[number, string]> {
    const { ann } = await two();
    const playerId = idOf(ann);
    const { session_id } = await ann.request<object, Started>('party.start', { force: true });
    const session = await app.sdk.joinById(session_id, { player_id: playerId });
    await session.request('session.start', {});
    await session.request(type, {});
    return notSeated(app.sdk.joinById(session_id, { player_id: playerId }));
  }

  arrives('A run that the player has left', () => rejoinAfter('session.leave'));

  arrives('A run that is over', () => rejoinAfter('session.complete'));

  arrives('More than 20 messages per second', async () => {
    const room = await enter();
    const code = left(room);
    for (let i = 0; i < 40; i++) room.send('party.leave', {});
    return [await code];
  });

  arrives('A decimal, DateTime or Guid was sent', async () => {
    const room = await enter();
    const told = new Promise<ErrorData>((resolve) => void room.onMessage('error', resolve));
    // A MessagePack extension type that only C# knows.
    room.connection.send(Uint8Array.of(ROOM_DATA, 0xa1, 0x78, 0xc7, 3, 0x4d, 1, 2, 3));
    const { kind } = await told;
    assert.ok(room.connection.isOpen);
    return [kind];
  });

  arrives("The server's disk is full", async () => {
    const room = await enter();
    const mend = aroundStore('commit', () => Promise.reject(new AppError('storage_unavailable')));
    return refused(room.request('party.create', {})).finally(mend);
  });

  describe('on a server that requires tokens', () => {
    before(async () => {
      await app.stop();
      app = await startApp({ env: { REQUIRE_AUTH: 'true' } });
    });
    arrives('A bare name where a token is required', () => notSeated(enter()));
  });

  describe('in full', () => {
    it('has a test for every row', () => assert.deepEqual([...unproven], []));
  });
});
