import assert from 'node:assert/strict';
import { INVITE_MS, JOIN_REQUEST_MS, READY_DEADLINE_MS } from '../../src/domain/limits.ts';
import { added, answer, commitOf, started, T0, witnessed } from './commits.ts';
import { Adventure, newcomer, newParty } from './dungeon-events.ts';
import type { OpenPlace } from './store-contract.ts';

const HOUR = 3_600_000;

/** Every number in the value that is a time of these tests. */
function momentsIn(value: unknown): number[] {
  const moments: number[] = [];
  // JSON leaves out maps and sets.
  JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'number' && part >= T0 - HOUR) moments.push(part);
    if (part instanceof Map || part instanceof Set) return [...part];
    return typeof part === 'bigint' ? null : part;
  });
  return moments;
}

/** The contract for moments that are still to come, because the system clock was set back while the server was down. */
export function momentsContract(at: OpenPlace): void {
  /** Commits an hour ahead, then opens the store by the clock that was set back. */
  async function afterSettingBack(commit: (adventure: Adventure) => Promise<void>) {
    const adventure = new Adventure();
    at.now = adventure.now = T0 + HOUR;
    await commit(adventure);
    at.now = T0;
    await at.reopen();
  }

  it('[STORE-8] a running drop party, its drops and reporters are of now at the latest', async () => {
    const place = { world: 444, party_id: 1, at: T0 + HOUR };
    await afterSettingBack(async () => {
      await at.store.commit(commitOf(started(place), added(place, 1, { reporter: 'a' }), witnessed(place, 1, 'b')));
    });
    const world = await at.store.loadWorld(444);
    const { party, lastAcceptedAt, open, reporters } = world;
    const { since, last } = reporters.get('b')!;
    assert.deepEqual([party!.created_at, party!.last_drop_at, lastAcceptedAt], [T0, T0, T0]);
    assert.deepEqual([open[0]!.drop.dropped_at, since, last], [T0, T0, T0]);
    assert.deepEqual(Math.max(...momentsIn(world)), T0);
  });

  it('[STORE-8] parties and sessions are of now at the latest, invites, join requests and deadlines as far away as new ones', async () => {
    await afterSettingBack(async (adventure) => {
      await at.store.commit(commitOf(...adventure.party('p'), ...adventure.start('p', 's')));
      await at.store.commit(commitOf(...adventure.do({ type: 'create', party: newParty('q'), player: newcomer('x') })));
      const invite = { type: 'invite', party_id: 'q', player_id: 'x', target_id: 'y' } as const;
      await at.store.commit(commitOf(...adventure.do(invite)));
      const by = { party_id: 'q', player_id: 'x' };
      const requests = [
        { type: 'update', ...by, changes: { privacy: 'private' } },
        { type: 'request', party_id: 'q', player: newcomer('a'), message: '' },
        { type: 'request', party_id: 'q', player: newcomer('b'), message: '' },
        { type: 'decline_request', ...by, target_id: 'b' },
      ] as const;
      for (const request of requests) await at.store.commit(commitOf(...adventure.do(request)));
    });
    const party = await at.store.dungeonParty('q');
    assert.deepEqual(party!.invites.get('y')!.expires_at, T0 + INVITE_MS);
    const { requested_at, expires_at } = party!.requests.get('a')!;
    assert.deepEqual([requested_at, expires_at], [T0, T0 + JOIN_REQUEST_MS]);
    assert.equal(party!.declined.get('b'), T0 + JOIN_REQUEST_MS);
    assert.deepEqual([party!.created_at, party!.updated_at, party!.members[0]!.joined_at], [T0, T0, T0]);
    const session = await at.store.session('s');
    assert.equal(session!.ready_deadline_at, T0 + READY_DEADLINE_MS);
    assert.equal(Math.max(...momentsIn({ ...session, ready_deadline_at: 0 })), T0);
  });

  it('[STORE-8] answers are forgotten in time', async () => {
    await afterSettingBack(() => at.store.commit({ events: [], answers: [answer('a', T0 + HOUR)] }));
    assert.equal((await at.store.recall(['a'])).get('a')!.at, T0);
  });

  it('[STORE-8] watchers get a new snapshot of what was repaired, and miss nothing of the rest', async () => {
    await at.store.commit(commitOf(...new Adventure('earlier').party('e')));
    await afterSettingBack((adventure) => at.store.commit(commitOf(...adventure.party('p'))));
    const before = (await at.store.snapshotOf('party:p'))!.seq - 1;
    assert.ok(before > 0);
    assert.equal(await at.store.updatesSince('party:p', before), null);
    const { seq } = (await at.store.snapshotOf('party:e'))!;
    assert.deepEqual(await at.store.updatesSince('party:e', seq), []);
  });

  it('[STORE-8] nothing changes where nothing is to come', async () => {
    const adventure = new Adventure();
    await at.store.commit(commitOf(...adventure.party('p'), ...adventure.start('p', 's')));
    const before = [
      await at.store.dungeonParty('p'),
      await at.store.session('s'),
      await at.store.snapshotOf('party:p'),
    ];
    await at.reopen();
    const after = [await at.store.dungeonParty('p'), await at.store.session('s'), await at.store.snapshotOf('party:p')];
    assert.deepEqual(after, before);
  });
}
