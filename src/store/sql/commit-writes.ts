import { isFinderEvent } from '../../domain/finder/finder-events.ts';
import { type Commit, isDungeonPartyEvent, type StoredEvent } from '../store.ts';
import { auditWrite } from './audit.ts';
import { dropWrites } from './drop-writes.ts';
import { dungeonPartyWrites } from './dungeon-party-writes.ts';
import type { Row } from './Engine.ts';
import { finderWrites } from './finder-writes.ts';
import type { FeedPart } from '../cluster.ts';
import { takeNumbers } from './Feed.ts';
import { fenceCheck } from './fence-check.ts';
import { sessionWrites } from './session-writes.ts';
import { type Query, shared } from './statement.ts';
import { announcementWrites, answerWrite, updateWrites } from './update-writes.ts';

/**
 * The statements of a commit. `numbered` turns the rows they returned into the commit's updates with their numbers, and says which number
 * the first of them has in the feed.
 */
export type CommitPlan = { queries: Query[]; updates: number; numbered: (rows: Row[][]) => FeedPart };

/** Throws an Error if the commit contradicts itself. */
export function planCommit(commit: Commit, isClustered: boolean): CommitPlan {
  const { events, updates, announcements, answers, audit = [], fence } = commit;
  const own = [
    ...(isClustered && fence ? [fenceCheck(fence)] : []),
    ...eventWrites(events),
    ...answers.map(answerWrite),
    ...audit.map(auditWrite),
  ];
  const told = [...updates];
  const count = told.length;
  // Last, because a shared topic such as the board stays locked from here to the end of the transaction.
  const tells = [
    ...announcements.flatMap(announcementWrites),
    ...told.flatMap((update, i) => updateWrites(update, isClustered ? count - 1 - i : null)),
  ];
  const others = isClustered && tells.length > 0 ? [takeNumbers({ count }), ...tells].map(shared) : tells;
  const first = own.length + others.length - 2 * count;
  const numbered = (rows: Row[][]) => ({
    first: isClustered ? (rows[own.length]![0]!['value'] as number) - count + 1 : 0,
    updates: told.map((update, i) => ({ ...update, seq: rows[first + i * 2]![0]!['seq'] as number })),
  });
  return { queries: [...own, ...others], updates: count, numbered };
}

function eventWrites(events: StoredEvent[]): Query[] {
  /** The versions that this commit has already reached: events of one command share a version. */
  const versions = new Map<string, number>();
  const before = (id: string, version: number) => {
    const was = versions.get(id) === version ? version : version - 1;
    versions.set(id, version);
    return was;
  };
  return events.flatMap((event) => {
    if ('world' in event) return dropWrites(event);
    if (isFinderEvent(event)) return finderWrites(event);
    if (isDungeonPartyEvent(event)) return dungeonPartyWrites(event, before(`party ${event.party_id}`, event.version));
    return sessionWrites(event, before(`session ${event.session_id}`, event.version));
  });
}
