import type { Client, Room } from '@colyseus/core';
import type { NoticeSource } from '../protocol/notice.ts';

/**
 * Tells everybody in the room each notice of the operator. Returns what tells a client that joins, what tells one that takes its kept seat
 * again, and what ends it.
 */
export function tellNotices(room: Room, notices: NoticeSource) {
  let hasTold = false;
  const stop = notices.follow((notice) => {
    hasTold = true;
    room.broadcast('notice', { notice });
  });
  const welcome = (client: Client) => {
    const notice = notices.current();
    if (notice === null) return;
    hasTold = true;
    client.send('notice', { notice });
  };
  // A client without a connection misses broadcasts: what it was told may have been cleared.
  const welcomeBack = (client: Client) => {
    if (hasTold) client.send('notice', { notice: notices.current() });
  };
  return { welcome, welcomeBack, stop };
}
