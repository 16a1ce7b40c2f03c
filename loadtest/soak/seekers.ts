import type { Room } from '@colyseus/sdk';
import { type Act, minutes, seconds } from './cast.ts';
import { cutOff } from './Visitor.ts';

type Told = { ticket: { status: string; match_id?: string | null; match?: { match_id: string } | null } };

/** Two who find each other and play, one who gives up, one who is gone while it waits, and one who declines. */
export function seekers(region: string): Act {
  return async ({ time, visitor }) => {
    const wishes = { regions: [{ region }], players_max: 2 };
    const players = Array.from({ length: 2 }, () => visitor('seeker'));
    const rooms = await Promise.all(players.map((each) => each.join('lobby')));
    const proposals = rooms.map((room) => statusOf(room, 'proposed'));
    for (const room of rooms) await room.request('queue.join', wishes);
    await time.until(Promise.all(proposals));
    for (const room of rooms) await room.request('queue.accept', {});
    await time.sleep(minutes(4));
    for (const room of rooms) await room.request('party.leave', {});
    await Promise.all(rooms.map((room) => room.leave()));

    const alone = visitor('seeker');
    const { ticket_id } = await alone.post<{ ticket_id: string }>('/queue', wishes);
    await time.sleep(seconds(10));
    await alone.call('DELETE', `/queue/${ticket_id}`, { player_id: alone.id });
    const waits = await visitor('seeker').join('lobby');
    await waits.request('queue.join', wishes);
    await time.sleep(minutes(2));
    cutOff(waits);
  };
}

function statusOf(room: Room, status: string): Promise<void> {
  return new Promise((resolve) => {
    room.onMessage('ticket', ({ ticket }: Told) => {
      if (ticket.status === status) resolve();
    });
  });
}
