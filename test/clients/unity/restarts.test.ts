import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../support/app.ts';
import { type ServerProcess, spawnServer } from '../../support/server-process.ts';
import { connections, look, online, type Party, unityPlayers } from './players.ts';
import type { UnityPlayer } from './UnityPlayer.ts';

describe('The Unity client, after a restart of the server,', () => {
  const { prepare, enter } = unityPlayers();
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

  /** A player in a session, whose SDK tries to reconnect from `minUptimeMs` after joining on. */
  async function enterSession(
    minUptimeMs: number,
  ): Promise<{ player: UnityPlayer; PartyId: string; PlayerId: string }> {
    const player = await prepare(server.url);
    player.minUptimeMs = minUptimeMs;
    await player.call('Connect');
    const { PartyId } = await player.call<Party>('CreateParty', {});
    await player.call('StartRun');
    await player.heard('RunEntered');
    const { PlayerId } = await look(player);
    player.events.splice(0);
    return { player, PartyId, PlayerId };
  }

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    it(`by ${signal} returns to its lobby, party and session, whether the SDK has tried to reconnect or not`, async () => {
      const entered = [await enterSession(0), await enterSession(5_000)];
      await restart(signal);
      for (const { player, PartyId, PlayerId } of entered) {
        await online(player, 1);
        await player.heard('PartyChanged', ({ value }) => (value as Party | null)?.PartyId === PartyId);
        await player.heard('RunConnectionChanged', ({ value }) => value === 'Online');
        const now = await look(player);
        assert.deepEqual([now.PlayerId, now.Run?.status], [PlayerId, 'in_progress']);
        await player.call('run.Complete');
        await player.heard('RunEnded', ({ value }) => value === 'Complete');
        assert.deepEqual(
          player.events.filter(({ event }) => event === 'Failed'),
          [],
        );
      }
    });
  }

  it("by SIGKILL carries out what a game's own retries ask for, in the party and in the session", async () => {
    const player = await prepare(server.url, { rest: true });
    await player.call('Connect');
    await player.call('CreateParty', {});
    await player.call('StartRun');
    await player.heard('RunEntered');
    // It reads no more, so that the requests are on their way when it is killed.
    process.kill(server.pid, 'SIGSTOP');
    const region = player.call<{ Region: string }>('retry', {
      name: 'UpdateParty',
      arguments: { changes: { Region: 'eu' } },
    });
    const floor = player.call<{ CurrentFloor: number }>('retry', {
      name: 'run.ReportProgress',
      arguments: { progress: { CurrentFloor: 2 } },
    });
    await until(() => player.asked.filter(({ type }) => /update|progress/.test(type)).length === 2, 'both requests');
    await restart('SIGKILL');
    assert.deepEqual([(await region).Region, (await floor).CurrentFloor], ['eu', 2]);
    const caught = player.events.filter(({ event }) => event === 'Caught');
    for (const name of ['UpdateParty', 'run.ReportProgress'])
      assert.equal(caught.find(({ text }) => text === name)!.value, 'Reconnecting', name);
  });

  it('signs in as a new player where the server has lost its data', async () => {
    const ann = await enter(server.url);
    const { PlayerId } = await look(ann);
    await ann.call('CreateParty', {});
    ann.events.splice(0);
    await rm(dataDir, { recursive: true });
    await restart('SIGKILL');
    await online(ann, 1);
    assert.notEqual((await look(ann)).PlayerId, PlayerId);
    assert.equal((await look(ann)).Party, null);
    const told = ann.events.filter(({ event }) => event === 'SignedInAnew' || event === 'PartyChanged');
    // The old player's party is gone before the game hears of the new player.
    assert.deepEqual([told[0]?.event, told[0]?.value, told[1]?.event], ['PartyChanged', null, 'SignedInAnew']);
    assert.equal(told.filter(({ event }) => event === 'SignedInAnew').length, 1);
  });

  it('gives up when ReconnectsFor is over, and connects when the game calls Connect', async () => {
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

  it('does not reconnect where the game has disconnected meanwhile', async () => {
    const ann = await enter(server.url, { standsStill: true });
    const joins = () => ann.posted.filter((path) => path.startsWith('matchmake/')).length;
    await server.kill('SIGKILL');
    await ann.heard('ConnectionChanged', ({ value }) => value === 'Reconnecting');
    await ann.call('advance', { seconds: 1 });
    await until(() => joins() > 1 && ann.unanswered === 0, 'a failed try');
    await ann.call('Disconnect');
    const tries = joins();
    await ann.call('advance', { seconds: 60 });
    await look(ann);
    assert.equal(joins(), tries);
    assert.equal(connections(ann).at(-1), 'Offline');
  });
});
