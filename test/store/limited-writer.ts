/**
 * A process whose files may not grow beyond a limit: it writes one drop after the other until that fails three times, asks
 * the probe, and tries once more. With `resume` it then waits for standard input to end, and goes on.
 */
import { AppError } from '../../src/errors.ts';
import { SqlStore } from '../../src/store/sql/SqlStore.ts';
import { SqliteEngine } from '../../src/store/sqlite/SqliteEngine.ts';
import { added, commitOf, started, T0 } from './commits.ts';

const NOTHING = { updates: [], announcements: [] };
const [dataDir, mode] = process.argv.slice(2);
const silent = { error() {}, warn() {} };
const store = new SqlStore(new SqliteEngine(dataDir!), { now: Date.now, log: silent });
await store.open();
await store.commit({ ...NOTHING, ...commitOf(started({ world: 444, party_id: 1, at: T0 })) });
let next = 1;
let refused = 0;
while (refused < 3 && next < 10_000) await write();
await probe();
console.log(`read ${(await store.dropsOf(1, { limit: 10_000 })).length}`);
await write();
if (mode === 'resume') await goOnWhenTold();
// Not closed: the end of the process is a crash, right after a write that failed.
process.exit(0);

async function goOnWhenTold(): Promise<void> {
  console.log('waiting');
  for await (const _ of process.stdin);
  await probe();
  await write();
}

async function probe(): Promise<void> {
  await store.probe().then(
    () => console.log('probe well'),
    (error: AppError) => console.log(`probe ${error.kind}`),
  );
}

async function write(): Promise<void> {
  try {
    await store.commit({ ...NOTHING, ...commitOf(added({ world: 444, party_id: 1, at: T0 + next }, next)) });
    console.log(`stored ${next}`);
    next += 1;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    console.log(`refused ${next} ${error.kind} ${(error.cause as Error).message}`);
    refused += 1;
  }
}
