import assert from 'node:assert/strict';
import type { Room } from '@colyseus/sdk';
import type { SessionState } from '../../src/rooms/schema/session.ts';
import { appForSuite, until } from '../support/app.ts';

describe('two players', () => {
  const app = appForSuite();

  it('[PARTY-14] [SESSION-3] form a party, ready up, start and finish a run, and see each other throughout', async () => {
    const alice = await app.sdk.joinOrCreate('lobby', { player_id: 'alice' });
    const bob = await app.sdk.joinOrCreate('lobby', { player_id: 'bob' });
    const created = await alice.request('party.create', { name: 'Delvers' });
    await until(() => bob.state.parties?.get(created.party_id)?.player_count === 1, 'bob sees the party');
    const seats = [seatOf(alice), seatOf(bob)];
    await bob.request('party.join', { party_id: created.party_id });
    await bob.request('party.ready', { ready: true });
    await until(() => alice.state.parties.get(created.party_id).can_start === true, 'it can start');
    const started = await alice.request('party.start', {});
    assert.match(started.session_id, /^[0-9a-f-]{36}$/);
    const runs = await Promise.all(
      (await Promise.all(seats)).map((seat) => app.sdk.consumeSeatReservation<SessionState>(seat)),
    );
    await until(() => runs.every((run) => run.state.players?.size === 2), 'both are in the run');
    await until(() => runs.every((run) => run.state.status === 'in_progress'), 'the run has started');
    await runs[0]!.request('session.progress', { current_floor: 3, progress: { boss: 'down' } });
    await until(() => runs[1]!.state.current_floor === 3, 'the other sees the floor');
    await runs[0]!.request('session.complete', { result: { gold: 12 } });
    await until(() => runs[1]!.state.outcome === 'completed', 'the run is over');
    await until(() => bob.state.parties.get(created.party_id)?.session_id === '', 'the party may go again');
  });
});

function seatOf(room: Room): Promise<never> {
  return new Promise((resolve) => {
    room.onMessage('session', ({ reservation }) => resolve(reservation));
  });
}
