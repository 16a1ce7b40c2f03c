import assert from 'node:assert/strict';
import { matchMaker } from '@colyseus/core';
import { appForEachTest, FakeClock } from '../../support/app.ts';
import { ADMIN_ENV, Admin } from '../../http/admin/admin.ts';
import { connections, look, online, unityPlayers } from './players.ts';
import type { UnityPlayer } from './UnityPlayer.ts';

type Notice = { Text: string; At: number | null; Until: number | null };

describe("The operator's notice in the Unity client", () => {
  const { prepare, enter } = unityPlayers();
  const clock = new FakeClock();
  const app = appForEachTest({ env: ADMIN_ENV, now: clock.now });
  let admin: Admin;
  beforeEach(() => {
    admin = new Admin(app);
  });

  /** The notices that the client was told of, by their texts; null for none. */
  const texts = (player: UnityPlayer) =>
    player.events
      .filter(({ event }) => event === 'NoticeChanged')
      .map(({ value }) => (value as Notice | null)?.Text ?? null);
  const tells = async (player: UnityPlayer, ...expected: (string | null)[]) => {
    await player.eventually(() => texts(player).length >= expected.length, expected.join(', '));
    assert.deepEqual(texts(player), expected);
  };

  it('is told to who joins and to who is there, until it is cleared or ends', async () => {
    const ann = await enter(app.url);
    assert.equal((await look(ann)).Notice, null);
    await admin.do('POST', '/notice', { text: 'Restart at noon' });
    await tells(ann, 'Restart at noon');
    const bob = await enter(app.url);
    await tells(bob, 'Restart at noon');
    assert.deepEqual((await look(bob)).Notice, { Text: 'Restart at noon', At: clock.time, Until: null });
    await admin.do('DELETE', '/notice');
    for (const player of [ann, bob]) await tells(player, 'Restart at noon', null);
    const ends = clock.time + 60_000;
    await admin.do('POST', '/notice', { text: 'Soon', until: new Date(ends).toISOString() });
    await tells(ann, 'Restart at noon', null, 'Soon');
    assert.equal((await look(ann)).Notice?.Until, ends);
    clock.advance(60_000);
    await tells(ann, 'Restart at noon', null, 'Soon', null);
    assert.equal((await look(ann)).Notice, null);
  });

  it('is told once where it holds over a lost connection', async () => {
    await admin.do('POST', '/notice', { text: 'Restart at noon' });
    const ann = await enter(app.url);
    cut();
    await online(ann, 2);
    await admin.do('POST', '/notice', { text: 'Restart at one' });
    await tells(ann, 'Restart at noon', 'Restart at one');
  });

  it('leaves no warnings of the SDK in a run, whose room tells it too', async () => {
    const ann = await enter(app.url);
    await ann.call('CreateParty', {});
    await ann.call('StartRun');
    await ann.heard('RunEntered');
    await admin.do('POST', '/notice', { text: 'Restart at noon' });
    // Its answer reaches C# after the notice.
    await ann.call('run.SetPlayerData', { dataJson: '{}' });
    await tells(ann, 'Restart at noon');
    assert.deepEqual(
      ann.events.filter(({ event }) => event === 'Console'),
      [],
    );
  });

  it('changes and ends while the connection is lost, whether the client takes its kept seat or joins anew', async () => {
    for (const minUptimeMs of [0, 5_000]) {
      await admin.do('POST', '/notice', { text: 'Restart at noon' });
      const ann = await prepare(app.url);
      ann.minUptimeMs = minUptimeMs;
      await ann.call('Connect');
      await tells(ann, 'Restart at noon');
      await whileCut(ann, () => admin.do('POST', '/notice', { text: 'Restart at one' }));
      await tells(ann, 'Restart at noon', 'Restart at one');
      await whileCut(ann, () => admin.do('DELETE', '/notice'));
      await tells(ann, 'Restart at noon', 'Restart at one', null);
      assert.equal(ann.rooms.size, minUptimeMs === 0 ? 1 : 3);
    }
  });

  /** Does something while the player has no connection. */
  async function whileCut(player: UnityPlayer, act: () => Promise<unknown>): Promise<void> {
    const times = (state: string) => connections(player).filter((value) => value === state).length;
    const [losses, returns] = [times('Reconnecting'), times('Online')];
    const { promise, resolve } = Promise.withResolvers<void>();
    player.canConnect = promise;
    cut();
    await player.eventually(() => times('Reconnecting') > losses, 'the loss');
    await act();
    resolve();
    await online(player, returns + 1);
  }
});

/** Cuts all sockets of the lobby without a close frame. */
function cut(): void {
  for (const { ref } of matchMaker.getLocalRoomById('lobby-main').clients)
    (ref as unknown as { terminate(): void }).terminate();
}
