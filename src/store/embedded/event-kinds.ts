import type { DropEvent } from '../../domain/drops/drop-events.ts';
import type { SessionEvent } from '../../domain/sessions/session-events.ts';
import type { StoredEvent } from '../store.ts';

export function isDropEvent(event: StoredEvent): event is DropEvent {
  return 'world' in event;
}

export function isSessionEvent(event: StoredEvent): event is SessionEvent {
  return event.type.startsWith('session_');
}
