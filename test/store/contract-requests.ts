import assert from 'node:assert/strict';
import { JOIN_REQUEST_MS, PARTY_DECLINED_MAX } from '../../src/domain/limits.ts';
import type { StoredEvent } from '../../src/store/store.ts';
import { commitOf, T0 } from './commits.ts';
import { Adventure, newcomer } from './dungeon-events.ts';
import type { OpenPlace } from './store-contract.ts';

/** The contract for who asks a dungeon party to be let in. */
export function requestsContract(at: OpenPlace): void {
  let adventure: Adventure;

  beforeEach(() => {
    adventure = new Adventure();
  });

  const commit = (events: StoredEvent[]) => at.store.commit(commitOf(...events));

  it('[STORE-4] [PARTY-22] join requests and declined players can be read, until they have joined, withdrawn, or a session starts', async () => {
    await commit(adventure.party('p'));
    const by = { party_id: 'p', player_id: 'p ann' };
    await commit(adventure.do({ type: 'update', ...by, changes: { privacy: 'private' } }));
    const asked = ['eve', 'fay', 'gil', 'hal', 'ida'];
    for (const id of asked) {
      const player = newcomer(id, { class: id === 'eve' ? 'healer' : null, data: { id } });
      await commit(adventure.do({ type: 'request', party_id: 'p', player, message: `I am ${id}` }));
    }
    await commit(adventure.do({ type: 'decline_request', ...by, target_id: 'fay' }));
    await commit(adventure.do({ type: 'withdraw_request', party_id: 'p', player_id: 'gil' }));
    await commit(adventure.do({ type: 'accept_request', ...by, target_id: 'hal', arrival: 'rest' }));
    const asksIn = async () => [...(await at.store.dungeonParty('p'))!.requests.keys()];
    await at.alsoAfterReopening(async () => {
      assert.deepEqual(await asksIn(), ['eve', 'ida']);
      assert.deepEqual(await at.store.loadLobby('main'), adventure.lobby);
    });
    await commit(adventure.start('p', 's'));
    await at.alsoAfterReopening(async () => {
      assert.deepEqual(await asksIn(), []);
      assert.deepEqual(await at.store.loadLobby('main'), adventure.lobby);
    });
  });

  it('[PARTY-22] no more declined players are kept than a party remembers', async () => {
    await commit(adventure.party('p'));
    const by = { party_id: 'p', player_id: 'p ann' };
    const events = [...adventure.do({ type: 'update', ...by, changes: { privacy: 'private' } })];
    for (let n = 0; n <= PARTY_DECLINED_MAX; n++) {
      events.push(...adventure.do({ type: 'request', party_id: 'p', player: newcomer(`asker ${n}`), message: '' }));
      events.push(...adventure.do({ type: 'decline_request', ...by, target_id: `asker ${n}` }));
    }
    await commit(events);
    await at.alsoAfterReopening(async () => assert.deepEqual(await at.store.loadLobby('main'), adventure.lobby));
    adventure.now += JOIN_REQUEST_MS;
    await commit(adventure.do({ type: 'request', party_id: 'p', player: newcomer('late'), message: '' }));
    await commit(adventure.do({ type: 'decline_request', ...by, target_id: 'late' }));
    assert.deepEqual([...(await at.store.dungeonParty('p'))!.declined.keys()], ['late']);
    assert.deepEqual(await at.store.loadLobby('main'), adventure.lobby);
  });

  it('[STORE-3] the end of a join request that nobody made is refused', async () => {
    await commit(adventure.party('p'));
    const before = adventure.copy();
    const place = { lobby: 'main', party_id: 'p', version: 3, at: T0, player_id: 'x' };
    await assert.rejects(commit([{ type: 'join_request_ended', ...place, reason: 'expired' }]), /does not ask/);
    const declined = { type: 'join_request_declined', ...place, by: 'p ann', until: T0 } as const;
    await assert.rejects(commit([declined]), /does not ask/);
    assert.deepEqual(await at.store.loadLobby('main'), before);
  });
}
