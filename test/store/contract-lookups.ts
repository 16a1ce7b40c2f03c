import assert from 'node:assert/strict';
import type { DropLookups } from '../../src/store/store.ts';
import { added, commitOf, partyEvents, started, T0 } from './commits.ts';
import type { OpenPlace } from './store-contract.ts';

/** More than one step looks at. */
const MANY = 5_100;
const PER_COMMIT = 500;

/** The contract of lookups. */
export function lookupContract(at: OpenPlace): void {
  const all = async (query: Parameters<DropLookups['search']>[0]) => {
    const found: number[] = [];
    for (let before: number | undefined, isDone = false; !isDone;) {
      const page = await at.store.lookups.search({ ...query, before });
      found.push(...page.rows.map(({ number }) => number));
      before = page.next ?? undefined;
      isDone = page.next === null;
    }
    return found;
  };

  it('lookups go through all drops in steps, newest first, each once', async () => {
    const events = partyEvents({ world: 444, party_id: 1, at: T0 }, MANY);
    for (let first = 0; first < events.length; first += PER_COMMIT)
      await at.store.commit(commitOf(...events.slice(first, first + PER_COMMIT)));
    const numbers = await all({ limit: 400 });
    assert.deepEqual(
      numbers,
      Array.from({ length: MANY }, (_, i) => MANY - i),
    );
    assert.equal(await at.store.lookups.newestNumber(1), MANY);
    const first = await at.store.lookups.itemsOfParty(1, MANY + 1);
    const second = await at.store.lookups.itemsOfParty(1, first.next!);
    assert.equal(second.next, null);
    const drops = [...first.rows, ...second.rows].reduce((sum, row) => sum + row.drops, 0);
    assert.equal(drops, MANY);
    const newest = await at.store.lookups.itemsSince(T0);
    assert.notEqual(newest.next, null);
    assert.equal((await at.store.lookups.itemsSince(T0, newest.next!)).next, null);
    const gained = await at.store.lookups.gainsSince(T0, 5_000);
    const before = await at.store.lookups.gainsSince(T0, 5_000, gained.next!);
    assert.equal(before.next, null);
    const gp = [...gained.rows, ...before.rows].reduce((sum, row) => sum + row.gp, 0);
    assert.equal(gp, first.rows[0]!.value + second.rows[0]!.value);
  });

  it('lookups leave out removed drops, and know values beyond all integers', async () => {
    const where = { world: 444, party_id: 1, at: T0 };
    const value = Number.MAX_SAFE_INTEGER;
    await at.store.commit(commitOf(started(where), added(where, 1, { value }), added(where, 2, { value })));
    const [item] = (await at.store.lookups.itemsOfParty(1, 3)).rows;
    assert.equal(item!.value, 2 * value);
    assert.deepEqual(await at.store.lookups.gainsSince(T0 - 5_000, 5_000), {
      rows: [{ drop_party_id: 1, step: 1, gp: 2 * value }],
      next: null,
    });
    await at.store.commit({
      events: [{ type: 'drop_removed', ...where, number: 1, value, confirmed: false, enters: null }],
      answers: [],
    });
    assert.deepEqual(await all({ limit: 9 }), [2]);
    assert.equal((await at.store.lookups.itemsSince(T0)).rows[0]!.drops, 1);
    assert.deepEqual((await at.store.lookups.itemsOfParty(9, 1)).rows, []);
  });
}
