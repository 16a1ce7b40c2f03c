import { setTimeout as delay } from 'node:timers/promises';
import { MetricsReader } from '../../test/support/metrics.ts';
import type { DrivenServer } from './DrivenServer.ts';
import type { WebhookReceiver } from './Receiver.ts';

/** Real milliseconds: the server keeps a connection of HTTP for one second. */
const CLOSE_MS_MAX = 10_000;
const LOOK_MS = 50;

const MB = 1024 * 1024;

/** What the server has when everybody is gone. Sizes in megabytes. */
export type State = {
  heapMb: number;
  rssMb: number;
  databaseMb: number;
  webhooks: number;
  /** What must be as it was an hour before, by name. */
  counts: Record<string, number>;
  objects: Record<string, number>;
};

export type Hour = State & { hour: number; realSeconds: number };

/** Gauges of /metrics that say how much there is of something. */
const GAUGES = [
  'muster_drop_parties',
  'muster_dungeon_parties',
  'muster_sessions',
  'muster_rooms',
  'muster_room_clients',
  'muster_updates_sockets',
  'muster_updates_topics',
];

/** Once the connections of HTTP have closed that nobody uses any more, or after CLOSE_MS_MAX. */
export async function stateOf(server: DrivenServer, receiver: WebhookReceiver, ofWatchers: number): Promise<State> {
  const end = performance.now() + CLOSE_MS_MAX;
  while ((await server.connections()) > ofWatchers && performance.now() < end) await delay(LOOK_MS);
  const { heapBytes, arrayBufferBytes, rssBytes, resources, timers, objects } = await server.sample();
  const openFiles = await server.openFiles();
  const metrics = new MetricsReader(server.url);
  const counts: Record<string, number> = { 'open files': openFiles, timers };
  for (const [name, count] of Object.entries(resources)) counts[name] = count;
  for (const name of GAUGES) counts[name] = await metrics.sum(name);
  return {
    heapMb: (heapBytes + arrayBufferBytes) / MB,
    rssMb: rssBytes / MB,
    databaseMb: (await server.databaseBytes()) / MB,
    webhooks: receiver.received,
    counts,
    objects,
  };
}
