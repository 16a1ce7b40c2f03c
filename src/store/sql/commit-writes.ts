import type { DropEvent } from '../../domain/drops/drop-events.ts';
import { isFinderEvent } from '../../domain/finder/finder-events.ts';
import { type Commit, isDungeonPartyEvent, type StoredEvent } from '../store.ts';
import { auditWrite } from './audit.ts';
import { dropWrites } from './drop-writes.ts';
import { dungeonPartyWrites } from './dungeon-party-writes.ts';
import { finderWrites } from './finder-writes.ts';
import { takeNumbers } from './Feed.ts';
import { fenceCheck } from './fence-check.ts';
import { sessionWrites } from './session-writes.ts';
import { type Query, shared } from './statement.ts';
import { announcementWrites, answerWrite } from './update-writes.ts';

/** The statements of a commit without its updates, which Committer numbers for a whole transaction. Throws an Error if the commit contradicts itself. */
export function commitWrites(commit: Commit, isClustered: boolean): Query[] {
  const { events, announcements, answers, audit = [], fence } = commit;
  const own = [
    ...(isClustered && fence ? [fenceCheck(fence)] : []),
    ...eventWrites(events),
    ...answers.map(answerWrite),
    ...audit.map(auditWrite),
  ];
  const announced = announcements.flatMap(announcementWrites);
  return isClustered && announced.length > 0
    ? [...own, ...[takeNumbers({ count: 0 }), ...announced].map(shared)]
    : [...own, ...announced];
}

function eventWrites(events: StoredEvent[]): Query[] {
  /** The versions that this commit has already reached: events of one command share a version. */
  const versions = new Map<string, number>();
  const before = (id: string, version: number) => {
    const was = versions.get(id) === version ? version : version - 1;
    versions.set(id, version);
    return was;
  };
  const others = events.filter((event) => !isDropEvent(event));
  const ofOthers = others.flatMap((event) => {
    if (isFinderEvent(event)) return finderWrites(event);
    if (isDungeonPartyEvent(event)) return dungeonPartyWrites(event, before(`party ${event.party_id}`, event.version));
    return sessionWrites(event, before(`session ${event.session_id}`, event.version));
  });
  return [...dropWrites(events.filter(isDropEvent)), ...ofOthers];
}

function isDropEvent(event: StoredEvent): event is DropEvent {
  return 'world' in event;
}
