import assert from 'node:assert/strict';
import { FakeClock, readJson, startApp, type TestApp, until } from '../support/app.ts';

const RUNE_2H = { world: 444, item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, value: 38052 };

describe('a report', () => {
  const clock = new FakeClock();
  let app: TestApp;
  before(async () => {
    app = await startApp({ now: clock.now });
  });
  after(() => app.stop());

  it('[STORE-1] reaches a watcher of the world and of the board, and survives a restart', async () => {
    const tracker = await app.sdk.joinOrCreate('drop_tracker', { world: 444 });
    const board = await app.sdk.joinOrCreate('board');
    const answer = await readJson(await app.post('/drops', RUNE_2H));
    assert.equal(answer.status, 'party_created');
    await until(() => tracker.state.party?.total_drops === 1 && board.state.parties?.get('444')?.total_drops === 1);

    const { dataDir } = app;
    await app.close();
    app = await startApp({ now: clock.now, dataDir });
    clock.advance(1_000);
    const second = await readJson(await app.post('/drops', RUNE_2H));
    assert.deepEqual([second.status, second.party_id, second.total_drops], ['drop_added', 1, 2]);
  });
});
