import type { DropPartySummary } from '../domain/drops/drop-party.ts';
import type { Store } from '../store/store.ts';
import type { Directory } from './Directory.ts';

/** Asks every world with a running party to end it if its idle time is over. Answers those that ended, in order of id. */
export async function endIdleDropParties(directory: Directory, store: Store): Promise<DropPartySummary[]> {
  const running = await store.runningDropParties();
  const ended = await Promise.all(
    running.map(({ world }) => directory.call({ name: 'drop_tracker', world }, 'endIfIdle')),
  );
  return ended.filter((party) => party !== null);
}
