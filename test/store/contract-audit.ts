import assert from 'node:assert/strict';
import type { AuditEntry } from '../../src/domain/audit.ts';
import { commitOf, partyEvents, T0 } from './commits.ts';
import type { OpenPlace } from './store-contract.ts';

const act = (target: string): AuditEntry => ({
  at: T0,
  who: '203.0.113.7',
  act: 'player_banned',
  target,
  details: { note: 'sells "gold"', count: 7, nothing: null },
});

/** The contract of the audit log. */
export function auditContract(at: OpenPlace): void {
  const targets = async (page: { before?: number; limit: number }) =>
    (await at.store.auditLog(page)).map(({ target }) => target);

  it('[STORE-10] acts come newest first, page by page, as they were logged', async () => {
    for (const target of ['a', 'b', 'c']) await at.store.logAct(act(target));
    await at.alsoAfterReopening(async () => {
      const [newest, second] = await at.store.auditLog({ limit: 2 });
      const { id, ...entry } = newest!;
      assert.deepEqual(entry, act('c'));
      assert.ok(id > second!.id);
      assert.deepEqual(await targets({ before: second!.id, limit: 2 }), ['a']);
    });
  });

  it('[STORE-10] an act is logged with the commit that carries it out, or neither is there', async () => {
    const [first, ...rest] = partyEvents({ world: 444, party_id: 1, at: T0 }, 3);
    await at.store.commit({ ...commitOf(first!), audit: [act('kept')] });
    // The second drop without the first.
    await assert.rejects(at.store.commit({ ...commitOf(rest.at(-1)!), audit: [act('lost')] }), /does not follow/);
    await at.alsoAfterReopening(async () => {
      assert.deepEqual(await targets({ limit: 10 }), ['kept']);
      assert.equal((await at.store.runningDropParties()).length, 1);
    });
  });
}
