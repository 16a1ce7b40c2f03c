import type { Room, SeatReservation } from '@colyseus/sdk';
import { type Act, minutes, seconds, type Stage } from './cast.ts';
import { cutOff, messageOf, Visitor } from './Visitor.ts';

type Made = { party_id: string };
type Seat = { reservation: SeatReservation };

/** Two players form a party in a lobby, run a session and part. */
export function pair(lobby: string, runs: number, ending: 'completed' | 'cut off'): Act {
  return async (stage) => {
    const [leader, second] = [stage.visitor('leader'), stage.visitor('second')];
    const rooms = await Promise.all([leader, second].map((each) => each.join('lobby', { lobby, player_id: each.id })));
    const [lead, follow] = rooms as [Room, Room];
    for (let run = 0; run < runs; run++) {
      const { party_id }: Made = await lead.request('party.create', { max_players: 2 });
      await follow.request('party.join', { party_id });
      const watcher = await leader.watch({ party_id });
      await follow.request('party.ready', { ready: true });
      await stage.time.sleep(seconds(20));
      await playSession(stage, [leader, second], [lead, follow], ending);
      watcher.close();
      if (ending === 'cut off') break;
      await follow.request('party.leave', {});
      await lead.request('party.leave', {});
      await stage.time.sleep(minutes(1));
    }
    for (const room of rooms) if (ending === 'cut off') cutOff(room);
    if (ending === 'completed') await Promise.all(rooms.map((room) => room.leave()));
  };
}

async function playSession(
  { time }: Stage,
  players: [Visitor, Visitor],
  [lead, follow]: [Room, Room],
  ending: 'completed' | 'cut off',
): Promise<void> {
  const seats = [lead, follow].map((room) => messageOf<Seat>(room, 'session'));
  await lead.request('party.start', {});
  const seated = (await Promise.all(seats)).map(({ reservation }, i) => players[i]!.sit(reservation));
  const [run, other] = (await Promise.all(seated)) as [Room, Room];
  for (let floor = 1; floor <= 3; floor++) {
    await time.sleep(seconds(30));
    await run.request('session.progress', { current_floor: floor, progress: { [`floor ${floor}`]: 'x'.repeat(200) } });
  }
  cutOff(other);
  await time.sleep(seconds(10));
  const back = ending === 'completed' ? await players[1].rejoin(other.reconnectionToken) : null;
  if (!back) {
    cutOff(run);
    return;
  }
  await run.request('session.complete', { outcome: 'completed', result: { gold: 3 } });
  await Promise.all([run.leave(), back.leave()]);
}

/** Players who use REST alone, with all that it has. */
export const restParty: Act = async ({ time, visitor }) => {
  const [leader, second, guest] = [visitor('rest'), visitor('rest'), visitor('rest')];
  const made = await leader.post<{ party_id: string }>('/party', {
    name: 'By REST',
    max_players: 3,
    password: 'secret',
  });
  const path = `/party/${made.party_id}`;
  await second.refused(403, 'POST', `${path}/join`, { player_id: second.id, password: 'wrong' });
  await second.post(`${path}/join`, { password: 'secret' });
  const { token, player_id } = await guest.call<{ token: string; player_id: string }>('POST', '/auth/guest', {});
  const signed = { authorization: `Bearer ${token}` };
  await guest.call('POST', `${path}/join`, { password: 'secret' }, signed);
  for (let beat = 0; beat < 10; beat++) {
    for (const each of [leader, second]) await each.post(`${path}/heartbeat`);
    await time.sleep(seconds(30));
  }
  await second.post(`${path}/ready`, { ready: true });
  await leader.post(`${path}/kick`, { target_id: player_id });
  const { session_id } = await leader.post<{ session_id: string }>('/session', {
    party_id: made.party_id,
    force: true,
  });
  await leader.post(`/session/${session_id}/join`);
  await second.post(`/session/${session_id}/join`);
  await time.sleep(seconds(90));
  await leader.post(`/session/${session_id}/progress`, { current_floor: 2 });
  await leader.post(`/session/${session_id}/complete`, { outcome: 'failed' });
  await leader.post(`${path}/invite`, { target_id: player_id });
  for (const each of [second, leader]) await each.post(`${path}/leave`);
};

/** Who asks to be let into private parties: one is accepted, one declined, one withdraws, and one waits until the request expires. */
export const askers: Act = async ({ time, visitor }) => {
  const leader = visitor('leader');
  const room = await leader.join('lobby');
  const { party_id }: Made = await room.request('party.create', { privacy: 'private', max_players: 8 });
  const who = Array.from({ length: 4 }, () => visitor('asker'));
  for (const each of who) await each.post(`/party/${party_id}/request`, { message: 'Healer' });
  const [accepted, declined, withdrawn] = who as [Visitor, Visitor, Visitor];
  await room.request('party.accept_request', { target_id: accepted.id });
  await room.request('party.decline_request', { target_id: declined.id });
  await withdrawn.call('DELETE', `/party/${party_id}/request`, { player_id: withdrawn.id });
  await time.sleep(minutes(12));
  await accepted.post(`/party/${party_id}/leave`);
  await room.request('party.dissolve', {});
  await room.leave();
};

/** Makes a party and is gone: with its connection, or before it ever joined. */
export const vanishing: Act = async ({ time, visitor }) => {
  const gone = visitor('gone');
  const room = await gone.join('lobby');
  await room.request('party.create', {});
  await gone.call('POST', '/party', { name: 'Nobody comes' });
  await time.sleep(seconds(30));
  cutOff(room);
  await time.sleep(seconds(20));
  const back = await gone.rejoin(room.reconnectionToken);
  await time.sleep(seconds(20));
  cutOff(back);
};
