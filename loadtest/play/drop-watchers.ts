import { Callbacks } from '@colyseus/sdk';
import { WebSocket } from 'ws';
import type { BoardDropState, DropBoardState, DropState, DropTrackerState } from '../../src/rooms/schema/drops.ts';
import { CrowdClient, WatchingClient } from './clients.ts';

/** Watches as a player's client does, and is told the item of each drop it sees. Without `hear` it gets everything and reads nothing. */
type Watch = (url: string, world: number, hear: ((item: number) => void) | null) => Promise<unknown>;

/** The ways to watch drops. They resolve once the watcher has what there is. */
export const DROP_WATCHERS = {
  async board(url, _world, hear) {
    if (!hear) return new CrowdClient(url).joinOrCreate('board');
    const room = await new WatchingClient(url).joinOrCreate<DropBoardState>('board');
    Callbacks.get(room).onAdd('drops', ({ item_id }: BoardDropState) => hear(item_id));
  },
  async drop_tracker(url, world, hear) {
    if (!hear) return new CrowdClient(url).joinOrCreate('drop_tracker', { world });
    const room = await new WatchingClient(url).joinOrCreate<DropTrackerState>('drop_tracker', { world });
    Callbacks.get(room).onAdd('drops', ({ item_id }: DropState) => hear(item_id));
  },
  '/updates': watchUpdates,
} satisfies Record<string, Watch>;

async function watchUpdates(url: string, world: number, hear: ((item: number) => void) | null): Promise<void> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/updates`);
  const watching = Promise.withResolvers<void>();
  socket.on('open', () => socket.send(JSON.stringify({ type: 'subscribe', world })));
  socket.on('error', watching.reject);
  socket.on('close', (code) => watching.reject(new Error(`/updates was closed with ${code}`)));
  let isWatching = false;
  socket.on('message', (data: Buffer) => {
    if (isWatching && !hear) return;
    const frame = JSON.parse(String(data)) as Frame;
    if (frame.type === 'snapshot') watching.resolve(void (isWatching = true));
    if (frame.event === 'drop_added') hear?.(frame.data.drop.item_id);
  });
  await watching.promise;
}

type Frame =
  | { type: 'hello' | 'subscribed' | 'snapshot'; event?: never }
  | { type: 'event'; event: 'drop_added'; data: { drop: { item_id: number } } };
