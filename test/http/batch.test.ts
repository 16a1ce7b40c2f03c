import assert from 'node:assert/strict';
import { BATCH_REPORTS_MAX, BODY_BYTES_MAX } from '../../src/protocol/limits.ts';
import { appForEachTest, FakeClock, readJson } from '../support/app.ts';
import { assertProblem, partiesOf, RUNE_2H } from './reports.ts';

type Results = {
  results: { status: string; total_drops?: number; error?: string; kind?: string; errors?: { field: string }[] }[];
};

describe('POST /drops/batch', () => {
  const clock = new FakeClock();
  const app = appForEachTest({ now: clock.now });

  const send = async (reports: unknown[], headers = {}) => {
    const response = await app.post('/drops/batch', { reports }, headers);
    assert.equal(response.status, 200);
    return (await readJson<Results>(response)).results;
  };

  it('answers one result per report, in order, as POST /drops would', async () => {
    const results = await send([RUNE_2H, { ...RUNE_2H, world: 301 }, RUNE_2H]);
    assert.deepEqual(results, [
      {
        status: 'party_created',
        party_id: 1,
        world: 444,
        total_drops: 1,
        avg_drop_value: 38052,
        message: 'New drop party created on world 444',
      },
      {
        status: 'party_created',
        party_id: 2,
        world: 301,
        total_drops: 1,
        avg_drop_value: 38052,
        message: 'New drop party created on world 301',
      },
      {
        status: 'ignored',
        reason: 'duplicate_detected',
        message: 'Drop ignored - likely duplicate (last drop was 0.000s ago)',
      },
    ]);
  });

  it('takes a bare list of reports, whose faults have the path in that list', async () => {
    const response = await app.post('/drops/batch', [RUNE_2H, { ...RUNE_2H, world: 0 }]);
    const { results } = await readJson<Results>(response);
    assert.deepEqual(
      results.map(({ status, errors }) => [status, errors?.map(({ field }) => field)]),
      [
        ['party_created', undefined],
        ['rejected', ['1.world']],
      ],
    );
  });

  it('judges reports of one world in order', async () => {
    const reports = Array.from({ length: 20 }, (_, i) => ({ ...RUNE_2H, item_id: i, reporter: 'a' }));
    const results = await send(reports);
    assert.deepEqual(
      results.map(({ total_drops }) => total_drops),
      reports.map((_, i) => i + 1),
    );
  });

  it('rejects only the bad report, and names its index', async () => {
    const results = await send([RUNE_2H, 7, { ...RUNE_2H, world: 301, value: 1.5 }, { ...RUNE_2H, world: 302 }]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['party_created', 'rejected', 'rejected', 'party_created'],
    );
    assert.deepEqual(results[2], {
      status: 'rejected',
      error: 'reports.2.value: must be a whole number from 0 to 9007199254740991',
      kind: 'validation_failed',
      errors: [{ field: 'reports.2.value', message: 'must be a whole number from 0 to 9007199254740991' }],
    });
    assert.deepEqual(
      results[1]!.errors?.map(({ field }) => field),
      ['reports.1'],
    );
    assert.equal((await partiesOf(app)).length, 2);
  });

  it('accepts 100 reports with every field at its longest', async () => {
    const name = '\\u00df'.repeat(128);
    const reports = Array.from({ length: BATCH_REPORTS_MAX }, (_, i) =>
      JSON.stringify({
        world: 65_000 + i,
        item_id: 2_147_483_647,
        item_name: 'NAME',
        quantity: 2_147_483_647,
        value: 2 ** 53 - 1,
        reporter: '\\'.repeat(128),
        plane: 3,
        x: 16_383,
        y: 16_383,
        tick: 2_147_483_647,
        seen_at: '2025-12-09T12:00:00.000000+00:00',
      }).replace('NAME', name),
    );
    const body = `{"reports":[${reports.join(',')}]}`;
    assert.ok(body.length > BODY_BYTES_MAX * 4);
    const { results } = await readJson<Results>(await app.post('/drops/batch', body));
    assert.deepEqual(new Set(results.map(({ status }) => status)), new Set(['party_created']));
  });

  it('uses X-Reporter-Id for reports without a reporter', async () => {
    await send([RUNE_2H, { ...RUNE_2H, reporter: 'b' }], { 'X-Reporter-Id': 'a' });
    const { witnesses } = await readJson<{ witnesses: number }>(await app.get('/parties/1'));
    assert.equal(witnesses, 2);
  });

  it('refuses a reporter beside the reports, which would count them as of nobody', async () => {
    const answer = await app.post('/drops/batch', { reporter: 'Zezima', reports: [RUNE_2H] });
    const { error } = await assertProblem(answer, 422, 'validation_failed', ['reporter']);
    assert.match(error, /in each report, or for all of them by the header X-Reporter-Id/);
    assert.deepEqual(await partiesOf(app), []);
  });

  it('sent again with its key, gets the first answers and continues where it stopped', async () => {
    const key = { 'Idempotency-Key': 'k1' };
    const reports = [RUNE_2H, 'bad', { ...RUNE_2H, world: 301 }];
    const first = await send(reports, key);
    clock.advance(60_000);
    assert.deepEqual(await send(reports, key), first);
    assert.deepEqual(
      (await partiesOf(app)).map(({ total_drops }) => total_drops),
      [1, 1],
    );
  });

  it('with the key of another batch is refused and changes nothing', async () => {
    const key = { 'Idempotency-Key': 'k1' };
    await send([RUNE_2H], key);
    clock.advance(1_000);
    const longer = { reports: [RUNE_2H, { ...RUNE_2H, world: 301 }] };
    await assertProblem(await app.post('/drops/batch', longer, key), 422, 'idempotency_key_reused');
    assert.equal((await partiesOf(app)).length, 1);
  });
});
