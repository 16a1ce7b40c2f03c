import assert from 'node:assert/strict';
import { recordOf } from '../../src/domain/finder/ticket-view.ts';
import { TICKET_KEPT_MS } from '../../src/store/limits.ts';
import { PlayedQueue } from '../domain/finder/PlayedQueue.ts';
import { Watcher } from '../projections/Watcher.ts';
import type { OpenPlace } from './store-contract.ts';

const PAIR = { players_min: 2, players_max: 2 };

/** The contract for the tickets and matches of a lobby's queue. */
export function finderContract(at: OpenPlace): void {
  let queue: PlayedQueue;
  let stored: number;
  beforeEach(() => {
    queue = new PlayedQueue();
    queue.now = at.now;
    stored = 0;
  });

  const commit = async () => {
    const events = queue.events.slice(stored);
    stored = queue.events.length;
    at.now = queue.now;
    await at.store.commit({ events, answers: [] });
  };

  const loads = () =>
    at.alsoAfterReopening(async () => {
      const { queue: loaded } = await at.store.loadLobby('main');
      const { tickets, matches, waits, ticketOf } = queue.lobby.queue;
      assert.deepEqual([loaded.tickets, loaded.matches, loaded.waits], [tickets, matches, waits]);
      assert.deepEqual(loaded.ticketOf, ticketOf);
      for (const ticket of tickets.values())
        assert.deepEqual(await at.store.ticket(ticket.ticket_id), recordOf(queue.lobby.queue, ticket));
    });

  it('[FIND-11] [STORE-4] tickets, matches, answers and waits are loaded as they were stored, at every step', async () => {
    queue.join('a', { ...PAIR, class: 'tank', rating: 1_500.5, tags: ['voice'], gives_way: { tags: 60 } });
    queue.join('b', { ...PAIR, regions: [{ region: 'eu', latency_ms: 20, after_s: 0 }] });
    queue.join('c', PAIR);
    await commit();
    await loads();
    queue.wait(1_000);
    queue.round();
    queue.answer('accept', 'a');
    await commit();
    await loads();
    queue.answer('decline', 'b');
    queue.wait(1_000);
    queue.round();
    await commit();
    await loads();
    const { ticket_id } = queue.ticket('c')!;
    for (const player of ['a', 'c']) queue.answer('accept', player);
    await commit();
    await loads();
    const [session] = queue.sessions;
    const record = await at.store.ticket(ticket_id);
    const { outcome } = record!;
    assert.deepEqual(
      [outcome?.reason, outcome?.session_id, outcome?.party_id],
      ['matched', session!.session_id, session!.party_id],
    );
    assert.equal((await at.store.dungeonParty(session!.party_id))?.session_id, session!.session_id);
  });

  it('[UPD-3] the updates of a ticket lead to what is stored of it, at every step', async () => {
    for (const player of ['a', 'b', 'c']) queue.join(player, PAIR);
    queue.round();
    const watchers = [...queue.lobby.queue.tickets.keys()].map((id) => new Watcher(`ticket:${id}`, 'member', null));
    const agree = async () => {
      await commit();
      for (const watcher of watchers) {
        const since = await at.store.updatesSince(watcher.topic, watcher.seq);
        since!.forEach((update) => watcher.hear(update));
        watcher.agreesWith(await at.store.snapshotOf(watcher.topic));
      }
    };
    await agree();
    queue.answer('accept', 'a');
    await agree();
    queue.answer('decline', 'b');
    await agree();
    queue.round();
    for (const player of ['c', 'a']) queue.answer('accept', player);
    await agree();
  });

  it('[SESSION-14] [STORE-4] a session keeps its teams', async () => {
    for (const player of ['a', 'b']) queue.join(player, { game_type: 'pvp', teams: 2, players_min: 1, players_max: 1 });
    queue.round();
    for (const player of ['a', 'b']) queue.answer('accept', player);
    await commit();
    const [session] = queue.sessions;
    assert.equal(session!.teams.length, 2);
    await at.alsoAfterReopening(async () =>
      assert.deepEqual((await at.store.session(session!.session_id))?.teams, session!.teams),
    );
  });

  it('[FIND-1] [STORE-3] a second ticket of a player is refused by the store, too', async () => {
    queue.join('a', PAIR);
    await commit();
    const [created] = queue.events;
    assert.ok(created?.type === 'ticket_created');
    const again = { ...created, ticket: { ...created.ticket, ticket_id: 'another' } };
    await assert.rejects(at.store.commit({ events: [again], answers: [] }), Error);
    await loads();
  });

  it('[FIND-13] a ticket that has ended can be read for ten minutes', async () => {
    queue.join('a', PAIR);
    const { ticket_id } = queue.ticket('a')!;
    queue.leave('a');
    await commit();
    assert.equal((await at.store.ticket(ticket_id))?.outcome?.reason, 'left');
    at.now += TICKET_KEPT_MS;
    await at.store.forget();
    assert.equal(await at.store.ticket(ticket_id), null);
  });
}
