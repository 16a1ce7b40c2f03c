import type { ConnectionLimit } from '../auth/ConnectionLimit.ts';
import type { RoomKey } from '../directory/room-keys.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../observability/Metrics.ts';
import type { NoticeSource } from '../protocol/notice.ts';
import type { Fence } from '../store/cluster.ts';
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
  /** The room's right to write; null if there is only one process. */
  fence: Fence | null;
  /** To be called when a write was refused because another process owns the room now: it ends, and its clients join again. */
  onMoved: () => void;
  /** To be called when the room writes no more. */
  onEnd: () => Promise<void>;
};
