import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { matchMaker } from '@colyseus/core';
import { startApp, until } from '../../support/app.ts';
import { needMono } from '../../support/mono.ts';
import { type ServerProcess, spawnServer } from '../../support/server-process.ts';
import { compilePlayer } from './compile.ts';
import { UnityPlayer } from './UnityPlayer.ts';

type Party = { PartyId: string; Members: { Name: string }[] };
type Look = {
  Connection: string;
  PlayerId: string;
  Party: Party | null;
  Token: string | null;
  Run: { status: string } | null;
};

describe('the Unity client comes back', () => {
  let folder: string;
  let program: string;
  const players: UnityPlayer[] = [];
  const info = console.info;
  before(async function () {
    needMono(this);
    folder = await mkdtemp(join(tmpdir(), 'muster-unity-'));
    program = await compilePlayer(folder);
    // The JavaScript SDK tells there of every try.
    console.info = () => undefined;
  });
  afterEach(async () => {
    const faults = players.flatMap((player) => player.faults());
    await Promise.all(players.splice(0).map((player) => player.stop()));
    assert.deepEqual(faults, []);
  });
  after(async () => {
    console.info = info;
    if (folder) await rm(folder, { recursive: true });
  });

  async function prepared(endpoint: string, options: object = {}): Promise<UnityPlayer> {
    const player = new UnityPlayer(program);
    players.push(player);
    await player.call('new', { endpoint, name: 'Ann', ...options });
    return player;
  }

  async function enter(endpoint: string, options: object = {}): Promise<UnityPlayer> {
    const player = await prepared(endpoint, options);
    await player.call('Connect');
    return player;
  }

  const look = (player: UnityPlayer) => player.call<Look>('look');
  const connections = (player: UnityPlayer) =>
    player.events.filter(({ event }) => event === 'ConnectionChanged').map(({ value }) => value);
  const online = (player: UnityPlayer, times: number) =>
    until(() => connections(player).filter((value) => value === 'Online').length === times, connections(player).join());
  const attached = (player: UnityPlayer) => player.events.filter(({ event }) => event === 'LobbyAttached').length;

  describe('on a server that stays', () => {
    let app: Awaited<ReturnType<typeof startApp>>;
    before(async () => {
      app = await startApp();
    });
    after(() => app.stop());

    /** Ends all sockets of the lobby without a word, as a lost line does. */
    const cut = () => {
      for (const { ref } of matchMaker.getLocalRoomById('lobby-main').clients)
        (ref as unknown as { terminate(): void }).terminate();
    };

    it('right after joining by joining anew, and callbacks are attached to the new state', async () => {
      const ann = await enter(app.url);
      const { PartyId } = await ann.call<Party>('CreateParty', {});
      cut();
      await online(ann, 2);
      assert.deepEqual(connections(ann), ['Connecting', 'Online', 'Reconnecting', 'Online']);
      assert.equal(attached(ann), 2);
      assert.equal((await look(ann)).Party?.PartyId, PartyId);
      await ann.call('LeaveParty');
      await ann.heard('PartyRemoved');
    });

    it('later to the seat that is kept, and callbacks go on', async () => {
      const ann = await prepared(app.url);
      ann.minUptimeMs = 0;
      await ann.call('Connect');
      await ann.call('CreateParty', { settings: { Name: 'Kept' } });
      cut();
      await online(ann, 2);
      assert.equal(attached(ann), 1);
      assert.equal(ann.posted.filter((path) => path.startsWith('matchmake/')).length, 1);
      await ann.call('LeaveParty');
      await ann.heard('PartyRemoved', ({ value }) => value === 'Kept');
    });

    it('not where the player joined from too many windows: one would close the other for ever', async () => {
      const windows = [];
      for (let i = 0; i < 5; i++) windows.push(await enter(app.url, { player_id: 'ann-of-five' }));
      await windows[0]!.heard('Failed', ({ kind }) => kind === 'forbidden');
      assert.equal((await look(windows[0]!)).Connection, 'Offline');
      for (const window of windows.slice(1)) assert.equal((await look(window)).Connection, 'Online');
      await windows[0]!.call('Connect');
    });

    it('as a new player where the token is not one of the server', async () => {
      const ann = await enter(app.url, { token: 'of-another-server' });
      const { value } = await ann.heard('SignedInAnew');
      const { PlayerId, Token } = await look(ann);
      assert.equal(PlayerId, value);
      assert.match(PlayerId, /^guest-/);
      const again = await enter(app.url, { token: Token });
      assert.equal((await look(again)).Token, Token);
      assert.equal(
        again.events.some(({ event }) => event === 'SignedInAnew'),
        false,
      );
    });

    it('is refused what is not for it: a full room, a run of others, an unknown one', async () => {
      const ann = await enter(app.url);
      const room = matchMaker.getLocalRoomById('lobby-main');
      await room.lock();
      await assert.rejects(enter(app.url), { kind: 'room_full', status: 503 });
      await room.unlock();
      const sessionId = '5b0f3c9e-7d42-4a86-9c1b-2f6d8e0a4b17';
      await assert.rejects(ann.call('EnterRun', { sessionId }), { kind: 'session_not_found', status: 404 });
      await ann.call('CreateParty', {});
      const running = await ann.call('StartRun');
      await ann.heard('RunEntered');
      const bob = await enter(app.url);
      await assert.rejects(bob.call('EnterRun', { sessionId: running }), { kind: 'not_in_session', status: 403 });
      await ann.call('run.Complete');
      await assert.rejects(bob.call('EnterRun', { sessionId: running }), { kind: 'session_complete', status: 409 });
      await assert.rejects(enter(app.url, { player_id: '?' }), { kind: 'validation_failed', status: 422 });
    });
  });

  describe('on a server that goes', () => {
    let dataDir: string;
    let server: ServerProcess;
    beforeEach(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'muster-'));
      server = await spawnServer({ dataDir });
    });
    afterEach(async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    });

    const restart = async (signal: NodeJS.Signals) => {
      const { port } = new URL(server.url);
      await server.kill(signal);
      server = await spawnServer({ dataDir, env: { PORT: port } });
    };

    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      for (const minUptimeMs of [0, 5_000]) {
        const how = minUptimeMs === 0 ? 'after the SDK has tried' : 'by itself';
        it(`after ${signal}, ${how}: to its lobby, its party and its run`, async () => {
          const ann = await prepared(server.url);
          ann.minUptimeMs = minUptimeMs;
          await ann.call('Connect');
          const { PartyId } = await ann.call<Party>('CreateParty', {});
          await ann.call('StartRun');
          await ann.heard('RunEntered');
          const before = await look(ann);
          await restart(signal);
          await online(ann, 2);
          await ann.heard('RunConnectionChanged', ({ value }) => value === 'Online');
          const { PlayerId, Party, Run } = await look(ann);
          assert.deepEqual([PlayerId, Party?.PartyId, Run?.status], [before.PlayerId, PartyId, 'in_progress']);
          await ann.call('run.Complete');
          await ann.heard('RunEnded', ({ value }) => value === 'Complete');
          assert.deepEqual(
            ann.events.filter(({ event }) => event === 'Failed'),
            [],
          );
        });
      }
    }

    it('as a new player where the server has lost its data', async () => {
      const ann = await enter(server.url);
      const { PlayerId } = await look(ann);
      await ann.call('CreateParty', {});
      await rm(dataDir, { recursive: true });
      await restart('SIGKILL');
      await online(ann, 2);
      assert.notEqual((await look(ann)).PlayerId, PlayerId);
      assert.equal((await look(ann)).Party, null);
      assert.equal(ann.events.filter(({ event }) => event === 'SignedInAnew').length, 2);
    });

    it('no more when the time for that is over, and when the game asks, again', async () => {
      const ann = await enter(server.url, { reconnectsForMs: 1 });
      const { port } = new URL(server.url);
      await server.kill('SIGKILL');
      await ann.heard('Failed', ({ kind }) => kind === 'unreachable');
      assert.equal((await look(ann)).Connection, 'Offline');
      await assert.rejects(ann.call('Connect'), { kind: 'unreachable', status: 0 });
      server = await spawnServer({ dataDir, env: { PORT: port } });
      await ann.call('Connect');
      assert.equal((await look(ann)).Connection, 'Online');
    });

    it('not to a lobby that it has left meanwhile', async () => {
      const ann = await enter(server.url);
      const joins = () => ann.posted.filter((path) => path.startsWith('matchmake/')).length;
      await server.kill('SIGKILL');
      await ann.heard('ConnectionChanged', ({ value }) => value === 'Reconnecting');
      await until(() => joins() > 1, 'a try');
      await ann.call('Disconnect');
      const tries = joins();
      await ann.call('Connect').catch(() => undefined);
      assert.equal(joins(), tries + 1);
    });
  });

  for (const [status, kind] of [
    [520, 'unreachable'],
    [502, 'unreachable'],
    [429, 'rate_limited'],
    [500, 'internal'],
  ] as const) {
    it(`says ${kind} where something else answers, such as a proxy with ${status} and nothing else`, async () => {
      const proxy = createServer((_, response) => response.writeHead(status).end()).listen(0, '127.0.0.1');
      await once(proxy, 'listening');
      try {
        const { port } = proxy.address() as AddressInfo;
        await assert.rejects(enter(`http://127.0.0.1:${port}`), { kind, status });
      } finally {
        proxy.close();
      }
    });
  }
});
