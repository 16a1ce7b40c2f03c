import { type Lobby, restoreLobby } from '../../../src/domain/dungeons/lobby.ts';
import { restoreQueue } from '../../../src/domain/finder/queue.ts';

/** A lobby of the same parties and tickets, which changes of the first one do not change. */
export function copyLobby({ name, parties, queue }: Lobby): Lobby {
  const { tickets, matches, waits } = queue;
  const stored = { tickets: [...tickets.values()], matches: [...matches.values()], waits: [...waits] };
  return restoreLobby(name, structuredClone([...parties.values()]), restoreQueue(structuredClone(stored)));
}
