import type { Update } from '../projections/update.ts';
import type { ToWatcher } from '../protocol/to-watcher.ts';

/** An update made into bytes once, for however many watch. */
export type UpdateFrames = { update: Update; forAll: Buffer; forMembers: Buffer };

export function framesOf(update: Update): UpdateFrames {
  const forAll = Buffer.from(frameOf(update, false));
  return { update, forAll, forMembers: update.for_members ? Buffer.from(frameOf(update, true)) : forAll };
}

export function frameOf({ topic, seq, event, at, data, for_members }: Update, asMember: boolean): string {
  const shown = (asMember ? for_members : undefined) ?? data;
  return JSON.stringify({ type: 'event', topic, seq, event, at, data: shown } satisfies ToWatcher);
}
