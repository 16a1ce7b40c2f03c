import assert from 'node:assert/strict';
import type { Room } from '@colyseus/sdk';
import type { TicketReply } from '../../src/directory/rooms.ts';
import type { SessionState } from '../../src/rooms/schema/session.ts';
import { appForSuite, readJson, until } from '../support/app.ts';

type Ticket = TicketReply['ticket'] & { queue: TicketReply['queue'] };

describe('the group finder', () => {
  const app = appForSuite();
  const post = async (path: string, body: object) => readJson<Ticket>(await app.send('POST', path, body));
  const read = async (id: string, player: string, more = '') =>
    readJson<Ticket>(await app.get(`/queue/${id}?player_id=${player}${more}`));

  it('[FIND-9] [FIND-10] four strangers, one by REST, become a party and start a run', async () => {
    const wish = { difficulties: ['hard'], regions: [{ region: 'eu-west' }], players_min: 3, players_max: 3 };
    const rooms = await Promise.all(['alice', 'bob'].map((player_id) => app.sdk.joinOrCreate('lobby', { player_id })));
    const heard = rooms.map(ticketsOf);
    const seats = rooms.map(seatOf);
    await rooms[0]!.request('queue.join', wish);
    await rooms[1]!.request('queue.join', { ...wish, class: 'healer' });
    const mine = await post('/queue', { player_id: 'carol', ...wish });
    assert.equal(mine.status, 'searching', JSON.stringify(mine));
    assert.equal(mine.queue?.suitable_players, 3);
    const offered = await read(mine.ticket_id, 'carol', `&wait=10&version=${mine.version}`);
    assert.equal(offered.status, 'proposed');
    assert.deepEqual(
      [offered.match?.difficulty, offered.match?.region, offered.match?.players, offered.match?.accepted],
      ['hard', 'eu-west', 3, 0],
    );
    await until(() => heard.every((told) => told.at(-1)?.ticket.status === 'proposed'), 'all are asked');
    for (const room of rooms) await room.request('queue.accept', {});
    const done = await post(`/queue/${mine.ticket_id}/accept`, { player_id: 'carol' });
    assert.equal(done.reason, 'matched', JSON.stringify(done));
    const { session_id, party_id } = await read(mine.ticket_id, 'carol');
    const party = await readJson<{ players: string[]; leader_id: string; session_id: string }>(
      await app.get(`/party/${party_id}?player_id=carol`),
    );
    assert.deepEqual(
      [party.players, party.leader_id, party.session_id],
      [['alice', 'bob', 'carol'], 'alice', session_id],
    );
    const runs = await Promise.all(
      (await Promise.all(seats)).map((seat) => app.sdk.consumeSeatReservation<SessionState>(seat)),
    );
    await until(() => runs.every((run) => run.state.status === 'in_progress'), 'the run has started');
    await until(() => heard.every((told) => told.at(-1)?.ticket.reason === 'matched'));
    await runs[0]!.request('session.complete', {});
    await Promise.all([...rooms, ...runs].map((room) => room.leave()));
  });
});

function ticketsOf(room: Room): TicketReply[] {
  const told: TicketReply[] = [];
  room.onMessage('ticket', (message: TicketReply) => told.push(message));
  return told;
}

function seatOf(room: Room): Promise<never> {
  return new Promise((resolve) => {
    room.onMessage('session', ({ reservation }) => resolve(reservation));
  });
}
