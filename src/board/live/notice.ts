import { signal } from '@preact/signals';
import type { Room } from '@colyseus/sdk';
import type { Notice } from '../../protocol/notice.ts';

/** What the operator tells everybody, as the rooms send it. */
export const notice = signal<Notice | null>(null);

/** A room tells of the notice when it is joined, if there is one, and whenever it changes. */
export function hearNotices(room: Pick<Room, 'onMessage'>): void {
  room.onMessage('notice', (message: { notice: Notice | null }) => (notice.value = message.notice));
}
