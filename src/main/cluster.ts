import { roomClasses } from '../../arena.config.ts';
import type { ConnectionLimit } from '../auth/ConnectionLimit.ts';
import type { FairShares } from '../auth/FairShares.ts';
import { Cluster } from '../directory/Cluster.ts';
import { Directory } from '../directory/Directory.ts';
import { LocalRooms, type Ownership } from '../directory/LocalRooms.ts';
import type { Env } from '../config/env.ts';
import type { Log } from '../log.ts';
import { MeasuredEngine } from '../observability/MeasuredEngine.ts';
import type { Metrics } from '../observability/Metrics.ts';
import { PostgresCluster } from '../store/postgres/PostgresCluster.ts';
import { PostgresEngine } from '../store/postgres/PostgresEngine.ts';
import type { FeedNews } from '../store/cluster.ts';
import { SqlStore } from '../store/sql/SqlStore.ts';
import { SqliteEngine } from '../store/sqlite/SqliteEngine.ts';
import type { Duties } from './Duties.ts';
import { neededKeys } from './restore-rooms.ts';
import type { Shared } from './shared.ts';

/** The one process owns every room. */
const ALONE: Ownership = { claim: () => Promise.resolve(null), release: () => Promise.resolve() };

type StoreServices = { now: () => number; log: Log; metrics: Metrics; news: FeedNews | null };

export type OpenedStore = Awaited<ReturnType<typeof openStore>>;

/** `members` are the processes on the database, if there may be several. Throws OperatorError if the store cannot be opened. */
export async function openStore({ DATABASE_URL, DATA_DIR }: Env, { metrics, news, ...services }: StoreServices) {
  const engine = DATABASE_URL
    ? new PostgresEngine(DATABASE_URL, services.log, { isMember: news !== null })
    : new SqliteEngine(DATA_DIR);
  const isMember = news !== null && engine instanceof PostgresEngine;
  const peers = isMember ? { news, memberId: () => engine.memberId, wasAlone: () => engine.wasAlone } : null;
  const store = new SqlStore(new MeasuredEngine(engine, metrics), { ...services, ...(peers && { peers }) });
  await store.open();
  return { store, members: isMember ? new PostgresCluster(engine) : null };
}

type RoomServices = { connections: ConnectionLimit; lobbies: FairShares; duties: Duties; log: Log };

/** The rooms of this process, and how all rooms are found. `cluster` is null if this process is alone. */
export function directoryOf(shared: Shared | null, opened: OpenedStore, services: RoomServices) {
  const { connections, lobbies, ...others } = services;
  const cluster = clusterOf(shared, opened, others);
  const rooms = new LocalRooms(roomClasses, { connections, lobbies }, cluster ?? ALONE);
  const directory = new Directory(rooms, cluster && shared ? { cluster, peers: shared.peers, now: shared.now } : null);
  return { cluster, rooms, directory };
}

/** This process among others; null if it is alone. */
function clusterOf(
  shared: Shared | null,
  { store, members }: OpenedStore,
  { duties, log }: { duties: Duties; log: Log },
): Cluster | null {
  if (!shared || !members) return null;
  const { process, peers, colyseus } = shared;
  return new Cluster({
    process,
    peers,
    store: members,
    log,
    neededKeys: () => neededKeys(store),
    onFeed: (newest) => store.feed?.reach(newest),
    onLook: (died) => colyseus.driver.keep(died.map((member) => member.process)),
    onDuty: (isOnDuty) => void duties.set(isOnDuty),
  });
}

/** The rooms that are to be here. */
export async function openRooms(cluster: Cluster, directory: Directory): Promise<void> {
  await directory.ensure({ name: 'board' });
  await cluster.balance();
}
