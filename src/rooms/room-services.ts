import type { ConnectionLimit } from '../auth/ConnectionLimit.ts';
import type { RoomKey } from '../directory/room-keys.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../observability/Metrics.ts';
import type { NoticeSource } from '../protocol/notice.ts';
import type { Store } from '../store/store.ts';

/** What every room needs. `now` returns epoch milliseconds. */
export type RoomServices = {
  store: Store;
  log: Log;
  now: () => number;
  connections: ConnectionLimit;
  notices: NoticeSource;
  metrics: Metrics;
};

export type RoomOptions<Services extends RoomServices = RoomServices, Key extends RoomKey = RoomKey> = {
  roomId: string;
  key: Key;
  services: Services;
};
