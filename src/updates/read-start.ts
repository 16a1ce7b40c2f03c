import type { Topic, Update } from '../projections/update.ts';
import type { Store } from '../store/store.ts';
import { isLast, isOwn } from './membership.ts';
import type { TopicReader } from './TopicReader.ts';

/**
 * What a subscription starts with: a snapshot, or the updates that were missed. `asMember` says whether the watcher sees the topic as
 * a member; `partyId` is the party of a session.
 */
export type Start = { asMember: boolean; partyId: string | null } & (
  | { type: 'snapshot'; seq: number; frame: Buffer; isResync: boolean }
  | { type: 'backlog'; since: number; updates: Update[] }
);

type Asked = { topic: Topic; playerId: string | null; since: number | undefined };

/** Refuses `party_not_found` and `session_not_found`. A dissolved party can still be read from `since`, as outsiders saw it. */
export async function readStart(store: Store, topics: TopicReader, { topic, playerId, since }: Asked): Promise<Start> {
  // Of what another process stored, all that the client may have seen there.
  await store.caughtUp();
  if (since === undefined) return { type: 'snapshot', ...(await topics.read(topic, playerId)), isResync: false };
  // Read before the topic, so that a player who is kicked in between does not get what members get.
  const updates = await store.updatesSince(topic, since);
  if (updates && endsInDissolution(updates) && isForAll(updates)) {
    return { type: 'backlog', since, updates, asMember: false, partyId: null };
  }
  const { asMember, partyId, ...snapshot } = await topics.read(topic, playerId);
  const isEnough = updates && (asMember || isForAll(updates)) && !updates.some((update) => isOwn(update, playerId));
  if (!isEnough) return { type: 'snapshot', asMember, partyId, ...snapshot, isResync: true };
  return { type: 'backlog', since, updates, asMember, partyId };
}

function endsInDissolution(updates: Update[]): boolean {
  const last = updates.at(-1);
  return last !== undefined && last.topic.startsWith('party:') && isLast(last);
}

/** Updates for members only are not sent later to watchers who were not members then, or are not now. */
function isForAll(updates: Update[]): boolean {
  return updates.every(({ members_only }) => !members_only);
}
