import type { Json } from '../domain/json.ts';
import type { Topic, Update } from '../projections/update.ts';
import type { Store } from '../store/store.ts';
import { readTopic } from './read-topic.ts';
import { isLast, isOwnComing, isOwnGoing } from './turning-points.ts';

/**
 * What a watcher begins a topic with: the whole, or what it missed. `asMember` where it sees the topic from inside, `partyId`
 * that of a session's party.
 */
export type Beginning = { asMember: boolean; partyId: string | null } & (
  | { from: 'snapshot'; seq: number; data: Json; isResync: boolean }
  | { from: 'missed'; since: number; updates: Update[] }
);

export type Asked = { topic: Topic; playerId: string | null; since?: number };

/** Refuses `party_not_found` and `session_not_found`. A party that is dissolved can still be read from `since`, as outsiders saw it. */
export async function readBeginning(store: Store, { topic, playerId, since }: Asked): Promise<Beginning> {
  if (since === undefined) return { from: 'snapshot', ...(await readTopic(store, topic, playerId)), isResync: false };
  // Before the topic, so that whoever is put out in between is not told as a member.
  const updates = await store.updatesSince(topic, since);
  if (updates && isDissolved(updates) && isForAll(updates)) {
    return { from: 'missed', since, updates, asMember: false, partyId: null };
  }
  const { asMember, partyId, ...whole } = await readTopic(store, topic, playerId);
  const isEnough = updates && (asMember || isForAll(updates)) && !updates.some((update) => isOwn(update, playerId));
  if (!isEnough) return { from: 'snapshot', asMember, partyId, ...whole, isResync: true };
  return { from: 'missed', since, updates, asMember, partyId };
}

function isDissolved(updates: Update[]): boolean {
  const last = updates.at(-1);
  return last !== undefined && last.topic.startsWith('party:') && isLast(last);
}

/** What was told to members alone is not told afterwards to those who were none, or are none now. */
function isForAll(updates: Update[]): boolean {
  return updates.every(({ members_only }) => !members_only);
}

/** Whoever came or went has seen the party from the other side. */
function isOwn(update: Update, playerId: string | null): boolean {
  return isOwnComing(update, playerId) || isOwnGoing(update, playerId);
}
