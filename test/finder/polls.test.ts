import assert from 'node:assert/strict';
import { assertProblem } from '../http/reports.ts';
import { appForSuite, readJson, until } from '../support/app.ts';
import { aroundStore } from '../support/store-faults.ts';

type Ticket = { ticket_id: string; version: number; reason: string | null };

describe('a poll of a ticket', () => {
  const app = appForSuite();
  const send = async (method: string, path: string, body: object) =>
    readJson<Ticket & { party_id: string }>(await app.send(method, path, body));
  const poll = async (ticketId: string, player: string, version: number) =>
    readJson<Ticket>(await app.get(`/queue/${ticketId}?player_id=${player}&wait=30&version=${version}`));

  it('[FIND-13] shows it to its players only', async () => {
    const { ticket_id } = await send('POST', '/queue', { player_id: 'ann' });
    assert.equal((await app.get(`/queue/${ticket_id}?player_id=ann`)).status, 200);
    await assertProblem(await app.get(`/queue/${ticket_id}?player_id=bob&wait=30`), 404, 'ticket_not_found');
    await send('DELETE', `/queue/${ticket_id}`, { player_id: 'ann' });
  });

  it('answers with the next change, also if it began before an earlier poll of another player was answered', async () => {
    const { party_id } = await send('POST', '/party', { player_id: 'ann' });
    await send('POST', `/party/${party_id}/join`, { player_id: 'bob' });
    const { ticket_id, version } = await send('POST', '/queue', { player_id: 'ann', players_min: 5, players_max: 5 });
    const { held, reads, release, restore } = holdReads();
    try {
      // Each poll reads the ticket twice, and then waits.
      const polls = ['ann', 'bob'].map((player) => poll(ticket_id, player, version));
      await until(() => reads() === 4, 'both polls');
      const joined = send('POST', `/party/${party_id}/join`, { player_id: 'cat' });
      await until(() => held(), 'the answer that comes late');
      const first = await Promise.race(polls);
      const again = poll(ticket_id, 'ann', first.version);
      await until(() => reads() === 8, 'the next poll');
      release();
      await Promise.all([...polls, joined]);
      await send('DELETE', `/queue/${ticket_id}`, { player_id: 'ann' });
      assert.equal((await again).reason, 'left');
    } finally {
      restore();
    }
  });
});

/** Holds back the sixth time that a ticket is read. */
function holdReads() {
  const { promise, resolve } = Promise.withResolvers<void>();
  let reads = 0;
  const restore = aroundStore('ticket', async (proceed) => {
    reads += 1;
    if (reads === 6) await promise;
    return proceed();
  });
  return { held: () => reads >= 6, reads: () => reads, release: resolve, restore };
}
