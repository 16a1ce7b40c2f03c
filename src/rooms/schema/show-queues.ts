import type { Queue } from '../../domain/finder/queue.ts';
import { SHOWN_QUEUES_MAX } from '../../domain/limits.ts';
import { type LobbyState, QueueState } from './lobby.ts';

/** Makes the state show who waits, numbers alone. Only what differs is written, so only that is sent. */
export function showQueues(state: LobbyState, { index }: Queue): void {
  const wanted = new Map(
    index
      .counts()
      .slice(0, SHOWN_QUEUES_MAX)
      .map((count) => [`${count.game_type} ${count.region}`, count]),
  );
  for (const key of [...state.queues.keys()]) if (!wanted.has(key)) state.queues.delete(key);
  for (const [key, count] of wanted) {
    const shown = state.queues.get(key) ?? new QueueState();
    shown.assign(count);
    if (!state.queues.has(key)) state.queues.set(key, shown);
  }
}
