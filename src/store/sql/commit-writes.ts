import { isFinderEvent } from '../../domain/finder/finder-events.ts';
import type { Update } from '../../projections/update.ts';
import { type Commit, isDungeonPartyEvent, type StoredEvent } from '../store.ts';
import { auditWrite } from './audit.ts';
import { dropWrites } from './drop-writes.ts';
import { dungeonPartyWrites } from './dungeon-party-writes.ts';
import type { Row } from './Engine.ts';
import { finderWrites } from './finder-writes.ts';
import { sessionWrites } from './session-writes.ts';
import type { Query } from './statement.ts';
import { announcementWrites, answerWrite, updateWrites } from './update-writes.ts';

/** The statements of a commit. `numbered` turns the rows they returned into the commit's updates with their numbers. */
export type CommitPlan = { queries: Query[]; numbered: (rows: Row[][]) => Update[] };

/** Throws an Error if the commit contradicts itself. */
export function planCommit({ events, updates, announcements, answers, audit = [] }: Commit): CommitPlan {
  const queries = [
    ...eventWrites(events),
    ...answers.map(answerWrite),
    ...audit.map(auditWrite),
    ...announcements.flatMap(announcementWrites),
  ];
  // Last, because a shared topic such as the board stays locked from here to the end of the transaction.
  const first = queries.length;
  queries.push(...updates.flatMap(updateWrites));
  const told = [...updates];
  const numbered = (rows: Row[][]) =>
    told.map((update, i) => ({ ...update, seq: rows[first + i * 2]![0]!['seq'] as number }));
  return { queries, numbered };
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
