import type { DropEvent } from '../../domain/drops/drop-events.ts';
import type { SessionEvent } from '../../domain/sessions/session-events.ts';
import type { Commit, StoredEvent } from '../store.ts';

/** What the journal keeps of a commit: the updates follow from its events. */
export type JournalCommit = Pick<Commit, 'events' | 'answers'>;

export function isDropEvent(event: StoredEvent): event is DropEvent {
  return 'world' in event;
}

export function isSessionEvent(event: StoredEvent): event is SessionEvent {
  return event.type.startsWith('session_');
}
