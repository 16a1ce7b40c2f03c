import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../src/store/sql/Engine.ts';
import { SqlStore } from '../../src/store/sql/SqlStore.ts';
import { SqliteEngine } from '../../src/store/sqlite/SqliteEngine.ts';
import { openPlace } from '../../src/tools/open-place.ts';
import { verify } from '../../src/tools/verify.ts';
import { added, answer, commitOf, endedParty, partyEvents, STORE_NOW, T0, witnessed } from '../store/commits.ts';
import { Adventure, newcomer, newParty } from '../store/dungeon-events.ts';
import { PlayedStore, Rooms } from '../store/PlayedStore.ts';

const RUNNING = { world: 444, party_id: 3, at: T0 + 4_000_000 };
const SAMPLES = new URL('samples/', import.meta.url);
const SILENT = { error() {}, warn() {} };

/** Databases written by a partytime server; `odd` also contains invalid rows. */
export const [EVENING, ODD] = ['partytime-evening.db', 'partytime-odd.db'].map(
  (name) => new URL(name, SAMPLES).pathname,
);

/** Some of everything: ended and running drop parties, dungeon parties in two lobbies, sessions, answers, updates. */
export async function fill(engine: Engine, drops = 12): Promise<void> {
  const store = new PlayedStore(new Rooms(), engine, { now: () => STORE_NOW, log: SILENT });
  await store.open();
  const [main, other] = [new Adventure(), new Adventure('other')];
  await store.commit(commitOf(...endedParty({ world: 444, party_id: 1, at: T0 }, drops)));
  await store.commit(commitOf(...endedParty({ world: 301, party_id: 2, at: T0 }, 3)));
  await store.commit(commitOf(...partyEvents(RUNNING, 2)));
  const at = RUNNING.at + 3_000;
  const tile = { plane: 0, x: 3163, y: 3487 };
  await store.commit(commitOf(added({ ...RUNNING, at }, 3, { reporter: 'zezima', tile, value: 2 ** 52 })));
  const durial = { reporter: 'durial', source: 'elsewhere', key: null };
  const confirms = { vouchers: [durial], confirmed_gp: 2 ** 52 };
  await store.commit(commitOf(witnessed({ ...RUNNING, at: at + 100 }, 3, 'durial', confirms)));
  await store.commit(commitOf(added({ ...RUNNING, at: at + 200 }, 4, { value: 2 ** 53 - 1, suspect: true })));
  const gone = { type: 'drop_removed', number: 4, value: 2 ** 53 - 1, confirmed: false, enters: null } as const;
  await store.commit(commitOf({ ...RUNNING, at: at + 300, ...gone }));
  await store.judged.saveRecountedMute({ kind: 'source', hash: 'nowhere', isMuted: true });
  await store.commit(commitOf(...main.party('p1'), ...main.party('p2'), ...other.party('p3')));
  await store.commit(commitOf(...main.start('p1', 's1'), ...other.start('p3', 's2')));
  await store.commit(commitOf(...main.complete('p1', 's1')));
  const hidden = { type: 'create', party: newParty('p4', { privacy: 'private' }), player: newcomer('eve') } as const;
  await store.commit({ events: main.do(hidden), answers: [answer('key', T0)] });
  for (const asker of ['fay', 'gil']) {
    const player = newcomer(asker, { data: { level: 3 } });
    await store.commit(commitOf(...main.do({ type: 'request', party_id: 'p4', player, message: 'hello' })));
  }
  const by = { party_id: 'p4', player_id: 'eve' };
  await store.commit(commitOf(...main.do({ type: 'decline_request', ...by, target_id: 'gil' })));
  await store.logAct({ at: T0, who: '203.0.113.7', act: 'player_banned', target: 'eve', details: { note: 'x' } });
  await store.probe();
  await store.close();
}

/** A store on the engine, not opened yet. */
export function storeOn(engine: Engine, now = T0): SqlStore {
  return new SqlStore(engine, { now: () => now, log: SILENT });
}

/** An empty folder; `await using` removes it. */
export async function newFolder(): Promise<AsyncDisposable & { path: string; file(name: string): string }> {
  const path = await mkdtemp(join(tmpdir(), 'muster-tools-'));
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

/** A folder with a filled store in its subfolder `data`. */
export async function filledFolder(drops?: number): Promise<Awaited<ReturnType<typeof newFolder>>> {
  const folder = await newFolder();
  await fill(new SqliteEngine(folder.file('data')), drops);
  return folder;
}

/** What `npm run verify` reports. */
export async function differencesIn(address: string): Promise<string[]> {
  const place = await openPlace(address, 'look');
  const differences = await collect(verify(place));
  await place.close(false);
  return differences;
}

export async function collect<T>(all: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const one of all) collected.push(one);
  return collected;
}
