import assert from 'node:assert/strict';
import { matchMaker } from '@colyseus/core';
import { type LobbyState, PartyState } from '../../src/rooms/schema/lobby.ts';
import { FakeClock, startApp, type TestApp, until } from '../support/app.ts';

const drop = (world: number, item_name: string) => ({ world, item_id: 1, item_name, quantity: 1, value: 1 });

describe('a state of more than 16 KB', () => {
  const clock = new FakeClock();
  const { warn } = console;
  const warnings: unknown[] = [];
  let app: TestApp;
  before(async () => {
    console.warn = (...words: unknown[]) => void warnings.push(words[0]);
    app = await startApp({ now: clock.now });
  });
  after(async () => {
    await app.stop();
    console.warn = warn;
  });

  it('is encoded without a warning, for 500 parties and for 50 drops with the longest names', async () => {
    for (let world = 1; world <= 500; world += 100) {
      const reports = Array.from({ length: 100 }, (_, i) => drop(world + i, 'Bones'));
      assert.equal((await app.post('/drops/batch', { reports })).status, 200);
    }
    for (let n = 0; n < 50; n++) {
      clock.advance(1_000);
      await (await app.post('/drops', drop(1, '龍'.repeat(128)))).text();
    }
    const board = await app.sdk.joinOrCreate('board');
    const tracker = await app.sdk.joinOrCreate('drop_tracker', { world: 1 });
    await until(() => board.state.parties?.size === 500 && tracker.state.drops?.size === 50);
    assert.deepEqual(warnings, []);
    const { _serializer } = matchMaker.getLocalRoomById('board') as unknown as {
      _serializer: { getFullState(): Uint8Array };
    };
    assert.ok(_serializer.getFullState().length > 16 * 1024);
    await Promise.all([board.leave(), tracker.leave()]);
  });

  it('is sent without a warning in one patch of 100 parties', async () => {
    const watcher = await app.sdk.joinOrCreate('lobby');
    const { parties } = (matchMaker.getLocalRoomById('lobby-main') as unknown as { state: LobbyState }).state;
    for (let i = 0; i < 100; i++) parties.set(`${i}`, new PartyState().assign({ name: '龍'.repeat(64) }));
    matchMaker.getLocalRoomById('lobby-main').broadcastPatch();
    await until(() => watcher.state.parties?.size === 100);
    assert.deepEqual(warnings, []);
    await watcher.leave();
  });
});
