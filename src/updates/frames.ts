import type { Update } from '../domain/updates/update.ts';
import type { ToWatcher } from '../protocol/to-watcher.ts';

/** An update made into text once, for however many watch. */
export type UpdateFrames = { update: Update; forAll: string; forMembers: string };

export function framesOf(update: Update): UpdateFrames {
  const forAll = JSON.stringify(toWatcher(update, false));
  return { update, forAll, forMembers: update.for_members ? JSON.stringify(toWatcher(update, true)) : forAll };
}

export function toWatcher({ topic, seq, event, at, data, for_members }: Update, asMember: boolean): ToWatcher {
  return { type: 'event', topic, seq, event, at, data: (asMember ? for_members : undefined) ?? data };
}
