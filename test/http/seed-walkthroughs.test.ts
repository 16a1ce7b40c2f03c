import assert from 'node:assert/strict';
import { appForEachTest, FakeClock, readJson } from '../support/app.ts';
import { partiesOf, RUNE_2H } from './reports.ts';

const BONES = { world: 444, item_id: 526, item_name: 'Dragon bones', quantity: 5, value: 15000 };

describe("the seed document's walk-throughs", () => {
  const clock = new FakeClock();
  const app = appForEachTest({ now: clock.now });

  const report = async (body: unknown) => {
    const response = await app.post('/drops', body);
    assert.equal(response.status, 200);
    return readJson(response);
  };

  it('Creating a Party', async () => {
    assert.deepEqual(await report(RUNE_2H), {
      status: 'party_created',
      party_id: 1,
      world: 444,
      total_drops: 1,
      avg_drop_value: 38052,
      message: 'New drop party created on world 444',
    });
    clock.advance(30_500);
    assert.deepEqual(await partiesOf(app), [
      {
        id: 1,
        world: 444,
        avg_drop: 38052,
        total_drops: 1,
        created_at: '2025-12-09T12:00:00.000Z',
        last_drop_at: '2025-12-09T12:00:00.000Z',
        time_since_last_drop: 30.5,
        confirmed_drops: 0,
        confirmed_value: 0,
      },
    ]);
  });

  it('Adding to Existing Party: the timer starts again and the average is new', async () => {
    await report(RUNE_2H);
    clock.advance(299_000);
    assert.deepEqual(await report(BONES), {
      status: 'drop_added',
      party_id: 1,
      world: 444,
      total_drops: 2,
      avg_drop_value: 26526,
      message: 'Drop added to existing party on world 444',
    });
    clock.advance(299_000);
    assert.equal((await report(BONES)).status, 'drop_added');
  });

  it('Duplicate Detection: Client B at T + 0.3s is ignored', async () => {
    await report(RUNE_2H);
    clock.advance(300);
    assert.deepEqual(await report(RUNE_2H), {
      status: 'ignored',
      reason: 'duplicate_detected',
      message: 'Drop ignored - likely duplicate (last drop was 0.300s ago)',
    });
    clock.advance(200);
    assert.equal((await report(RUNE_2H)).status, 'drop_added');
  });

  it('Automatic Party Cleanup, requested by POST /parties/cleanup', async () => {
    await report(RUNE_2H);
    app.holdClock('drops-444');
    for (let i = 0; i < 3; i++) {
      clock.advance(250_000);
      await report({ ...RUNE_2H, value: 12_052 });
    }
    clock.advance(299_999);
    assert.deepEqual(await readJson(await app.post('/parties/cleanup')), {
      status: 'cleanup_complete',
      parties_ended: 0,
      details: [],
    });
    clock.advance(1);
    assert.deepEqual(await readJson(await app.post('/parties/cleanup')), {
      status: 'cleanup_complete',
      parties_ended: 1,
      details: [{ id: 1, world: 444, total_drops: 4, avg_drop: 18552, duration_minutes: 12.5 }],
    });
    assert.deepEqual(await partiesOf(app), []);
    assert.equal((await report(RUNE_2H)).status, 'party_created');
  });
});
