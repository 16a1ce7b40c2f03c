import type { Room } from '@colyseus/sdk';
import { type Act, minutes, seconds } from './cast.ts';
import { cutOff } from './Visitor.ts';

/** Watches by one room for some minutes, and leaves or is cut off. */
export function watchRoom(room: 'board' | 'drop_tracker' | 'lobby', stays: number, world?: number): Act {
  return async ({ time, visitor }) => {
    const joined = await visitor('watcher').join(room, world === undefined ? {} : { world });
    await time.sleep(minutes(stays));
    if (stays % 2 === 0) cutOff(joined);
    else await joined.leave();
  };
}

/** Watches a topic of /updates, loses the connection, comes back and goes. */
export function watchTopic(topic: object): Act {
  return async ({ time, visitor }) => {
    const watcher = visitor('watcher');
    const first = await watcher.watch(topic);
    await time.sleep(minutes(5));
    first.terminate();
    await time.sleep(seconds(3));
    const second = await watcher.watch(topic);
    second.send('{"type":"ping"}');
    second.send('no JSON');
    await time.sleep(minutes(9));
    second.close();
  };
}

const LISTS = ['/parties', '/party', '/sessions', '/lobbies', '/parties/history', '/parties/pace', '/drops/summary'];

/** Reads all lists every minute. */
export const readLists: Act = async ({ time, visitor }) => {
  const reader = visitor('reader');
  for (let minute = 0; minute < 30; minute++) {
    await Promise.all(LISTS.map((list) => reader.call('GET', list)));
    await reader.call('GET', `/drops/search?item=${minute}`);
    await time.sleep(minutes(1));
  }
};

/** Does what the server refuses. */
export const nuisance: Act = async ({ time, visitor }) => {
  for (let round = 0; round < 20; round++) {
    const nobody = visitor('nuisance');
    await nobody.refused(404, 'GET', `/party/unknown-${round}`);
    await nobody.refused(422, 'POST', '/drops', { world: 'no number' });
    await nobody.refused(404, 'POST', '/party/join-by-code', { player_id: nobody.id, code: 'K7QX2M' });
    // A seat that nobody takes.
    await nobody.call('POST', '/matchmake/joinOrCreate/lobby', { player_id: nobody.id });
    const room = await nobody.join('lobby');
    room.send('no such message', {});
    await refusedRequest(room, 'party.join', { party_id: 'unknown' });
    await time.sleep(minutes(1));
    cutOff(room);
  }
};

async function refusedRequest(room: Room, type: string, message: object): Promise<void> {
  const isAccepted = await room.request(type, message).then(
    () => true,
    () => false,
  );
  if (isAccepted) throw new Error(`${type} was accepted`);
}
