/**
 * A process to be killed: `node crash-writer.ts <data folder or database URL>`. It keeps adding drops in four worlds and
 * sending parties on runs, and prints a line for each acknowledged commit once it is durable. A commit that is refused
 * because the database is unreachable is printed too, and retried under another key.
 */
import { writeSync } from 'node:fs';
import type { DropEvent } from '../../src/domain/drops/drop-events.ts';
import { AppError } from '../../src/errors.ts';
import { PostgresEngine } from '../../src/store/postgres/PostgresEngine.ts';
import { SqliteEngine } from '../../src/store/sqlite/SqliteEngine.ts';
import type { StoredEvent } from '../../src/store/store.ts';
import { added, answer, ended, started } from './commits.ts';
import { Adventure } from './dungeon-events.ts';
import { PlayedStore, Rooms } from './PlayedStore.ts';

const DROPS_PER_PARTY = 30;

const target = process.argv[2]!;
const silent = { error() {}, warn() {}, info() {} };
const rooms = new Rooms();
const engine = target.startsWith('postgres:') ? new PostgresEngine(target, silent) : new SqliteEngine(target);
const store = new PlayedStore(rooms, engine, { now: Date.now, log: silent });
let refusals = 0;
await store.open();
tell({ ready: true });
await Promise.all([...[1, 2, 3, 4].map(write), adventures()]);

/** Retries until it is stored. Returns the key of its answer. */
async function commit(name: string, events: StoredEvent[]): Promise<string> {
  for (;;) {
    const key = `${name}, after ${refusals} refusals of process ${process.pid}`;
    try {
      await store.commit({ events, answers: [answer(key, Date.now())] });
      return key;
    } catch (error) {
      if (!(error instanceof AppError && error.kind === 'storage_unavailable')) throw error;
      refusals += 1;
      tell({ refused: key });
    }
  }
}

async function retried<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof AppError && error.kind === 'storage_unavailable')) throw error;
    }
  }
}

async function write(world: number): Promise<void> {
  for (let i = 0; i < 100_000; i++) {
    const { party } = await retried(() => store.loadWorld(world));
    const events = await next(world, party);
    const name = `${world}-${events.map((event) => `${event.type} ${event.party_id} ${'number' in event ? event.number : ''}`).join()}`;
    const key = await commit(name, events);
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
      const key = await commit(`${p} ${events[0]!.type}`, events);
      const version = adventure.lobby.parties.get(p)!.version;
      tell({ key, added: [], party: { party_id: p, version }, session: adventure.sessions.get(s) });
    }
  }
}

async function next(world: number, party: { id: number; total_drops: number } | null): Promise<DropEvent[]> {
  const at = Date.now();
  if (party && party.total_drops >= DROPS_PER_PARTY) return [ended({ world, party_id: party.id, at })];
  if (party) return [added({ world, party_id: party.id, at }, party.total_drops + 1)];
  const party_id = await retried(() => store.newDropPartyId());
  return [started({ world, party_id, at }), added({ world, party_id, at }, 1)];
}

// Synchronous, because a stream's buffer is lost with the process.
function tell(line: object): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}
