import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { appForSuite, FakeClock, readJson } from '../support/app.ts';
import { partiesOf, RUNE_2H } from './reports.ts';

const RUNS = 300;

/** A report with one or a few fields replaced by anything, or just anything. */
const almostReport = fc
  .dictionary(
    fc.constantFrom(...Object.keys(RUNE_2H), 'reporter', 'x', 'y', 'plane', 'tick', 'seen_at', 'itemId', '__proto__'),
    fc.jsonValue(),
    { maxKeys: 3 },
  )
  .map((change) => JSON.stringify({ ...RUNE_2H, ...change }));
const bodies = fc.oneof(
  almostReport,
  fc.json(),
  fc.string(),
  fc.tuple(almostReport, fc.nat(400)).map(([text, at]) => text.slice(0, at)),
);

describe('POST /drops with a random body', () => {
  const clock = new FakeClock();
  const app = appForSuite({ now: clock.now });

  it('never answers 5xx, and changes something only if it answers 200', async () => {
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        clock.advance(1_000);
        const before = await partiesOf(app);
        const response = await app.post('/drops', body);
        assert.ok(response.status < 500, `${response.status} for ${body}`);
        const { status } = await readJson<{ status: unknown }>(response);
        const isCounted = status === 'party_created' || status === 'drop_added';
        if (response.status === 200) assert.ok(isCounted || status === 'ignored', body);
        else assert.match(response.headers.get('content-type')!, /^application\/problem\+json/);
        // A named reporter may witness an existing drop.
        if (isCounted) assert.notDeepEqual(await partiesOf(app), before);
        else assert.deepEqual(await partiesOf(app), before);
      }),
      { numRuns: RUNS },
    );
  });
});
