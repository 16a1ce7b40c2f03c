import { type DropRules, isOver } from '../domain/drops/decide-report.ts';
import type { DropPartySummary } from '../domain/drops/drop-party.ts';
import type { Store, TopicSnapshot } from '../store/store.ts';
import type { Directory } from './Directory.ts';

type OnBoard = Extract<TopicSnapshot, { topic: 'board' }>['value'];

export type DropPartyClock = { store: Store; rules: DropRules; now: () => number };

/** The running drop parties of all worlds, without the figures that cost much. */
export async function boardDropParties(store: Store): Promise<OnBoard> {
  const snapshot = await store.snapshotOf('board');
  return snapshot?.topic === 'board' ? snapshot.value : [];
}

/** Asks every world whose party is over to end it. Returns the parties that ended, in order of id. */
export async function endIdleDropParties(directory: Directory, clock: DropPartyClock): Promise<DropPartySummary[]> {
  const idle = await idleDropParties(clock);
  const ended = await Promise.all(idle.map(async ({ world }) => (await directory.dropTracker(world)).endIfIdle()));
  return ended.filter((party) => party !== null);
}

/** The running parties whose idle time is over. */
export async function idleDropParties({ store, rules, now }: DropPartyClock): Promise<OnBoard> {
  const at = now();
  return (await boardDropParties(store)).filter((party) => isOver(party, at, rules));
}
