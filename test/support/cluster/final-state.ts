import { type TestWatcher, watch } from '../../updates/TestWatcher.ts';
import type { Entry } from './check.ts';
import type { Cluster } from './Cluster.ts';
import { WORLDS } from './loads.ts';

type Versioned = { version?: number };
type EventData = { party?: Versioned; session?: Versioned };

/** The drops of each world in the order of their numbers, as PostgreSQL has them. */
export async function storedDrops(cluster: Cluster): Promise<Map<string, Entry[]>> {
  const rows = await cluster.query(
    `select p.world, d.number, d.item_name from drop_party p join drop d on d.drop_party_id = p.id
     order by p.world, p.id, d.number`,
  );
  const byWorld = Map.groupBy(rows, ({ world }) => Number(world));
  return new Map(
    WORLDS.map((world) => [
      `world:${world}`,
      (byWorld.get(world) ?? []).map(({ number, item_name }) => ({
        place: Number(number),
        text: JSON.stringify({ item_name }),
      })),
    ]),
  );
}

/** The changes of a party or session in the order of its versions, as `/updates` of this process tells them from the first. */
export async function replayed(url: string, topic: string, player_id: string): Promise<Entry[]> {
  const watcher = await watch(url);
  try {
    await watcher.ask({ type: 'auth', player_id });
    const answer = await watcher.ask({ type: 'subscribe', topic, since: 0 });
    if (answer.type === 'error') throw new Error(`${topic} at ${url}: ${JSON.stringify(answer)}`);
    await watcher.settled();
    return byVersion(topic, watcher);
  } finally {
    await watcher.close();
  }
}

/** Events that name no version belong to the version before them. */
function byVersion(topic: string, watcher: TestWatcher): Entry[] {
  const events = watcher.of('resync', 'event');
  const entries: Entry[] = [];
  for (const { type, data, seq, event } of events) {
    if (type === 'resync') throw new Error(`${topic}: the updates from the first are no longer kept`);
    const { party, session } = data as EventData;
    const version = (topic.startsWith('party:') ? party : session)?.version;
    const last = entries.at(-1);
    const text = JSON.stringify({ seq, event, data });
    if (last && (version === undefined || version === last.place)) last.text += text;
    else entries.push({ place: version ?? Number.NaN, text });
  }
  return entries;
}
