/**
 * A process to be killed: `node crash-writer.ts <data folder>`. Four worlds get one drop after the other, and
 * one party after the other goes on a run; every acknowledged commit is told on standard output, one line each, once it is
 * durable.
 */
import { writeSync } from 'node:fs';
import type { DropEvent } from '../../src/domain/drops/drop-events.ts';
import { SqliteEngine } from '../../src/store/sqlite/SqliteEngine.ts';
import type { StoredEvent } from '../../src/store/store.ts';
import { added, answer, ended, started } from './commits.ts';
import { Adventure } from './dungeon-events.ts';
import { PlayedStore, Rooms } from './PlayedStore.ts';

const DROPS_PER_PARTY = 30;

const [dataDir] = process.argv.slice(2);
const silent = { error() {}, warn() {} };
const rooms = new Rooms();
const store = new PlayedStore(rooms, new SqliteEngine(dataDir!), { now: Date.now, log: silent });
await store.open();
tell({ ready: true });
await Promise.all([...[1, 2, 3, 4].map(write), adventures()]);

async function commit(key: string, events: StoredEvent[]): Promise<void> {
  await store.commit({ events, answers: [answer(key, Date.now())] });
}

async function write(world: number): Promise<void> {
  for (let i = 0; i < 100_000; i++) {
    const { party } = await store.loadWorld(world);
    const events = await next(world, party);
    const key = `${world}-${events.map((event) => `${event.type} ${event.party_id} ${'number' in event ? event.number : ''}`).join()}`;
    await commit(key, events);
    tell({
      key,
      added: events.flatMap((event) => (event.type === 'drop_added' ? [[event.party_id, event.number]] : [])),
    });
  }
}

async function adventures(): Promise<void> {
  const adventure = new Adventure(`of process ${process.pid}`);
  for (let i = 0; i < 10_000; i++) {
    const [p, s] = [`p${process.pid}-${i}`, `s${process.pid}-${i}`];
    adventure.now = Date.now();
    for (const act of [() => adventure.party(p), () => adventure.start(p, s), () => adventure.complete(p, s)]) {
      const events = act();
      const key = `${p} ${events[0]!.type}`;
      await commit(key, events);
      const version = adventure.lobby.parties.get(p)!.version;
      tell({ key, added: [], party: { party_id: p, version }, session: adventure.sessions.get(s) });
    }
  }
}

async function next(world: number, party: { id: number; total_drops: number } | null): Promise<DropEvent[]> {
  const at = Date.now();
  if (party && party.total_drops >= DROPS_PER_PARTY) return [ended({ world, party_id: party.id, at })];
  if (party) return [added({ world, party_id: party.id, at }, party.total_drops + 1)];
  const party_id = await store.newDropPartyId();
  return [started({ world, party_id, at }), added({ world, party_id, at }, 1)];
}

// Written at once: what is in a stream's buffer dies with the process.
function tell(line: object): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}
