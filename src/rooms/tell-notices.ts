import type { Client, Room } from '@colyseus/core';
import type { NoticeSource } from '../protocol/notice.ts';

/** Tells everybody in the room each notice of the operator. Returns what tells a client that joins, and what ends it. */
export function tellNotices(room: Room, notices: NoticeSource) {
  const stop = notices.follow((notice) => room.broadcast('notice', { notice }));
  const welcome = (client: Client) => {
    const notice = notices.current();
    if (notice) client.send('notice', { notice });
  };
  return { welcome, stop };
}
