/**
 * A process whose files cannot grow beyond a limit. It writes drops until that fails three times, probes, and tries once
 * more. With `resume` it then waits for the end of standard input, probes and writes again.
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
if (mode === 'resume') await resumeAfterInput();
// Not closed: the process crashes right after a failed write.
process.exit(0);

async function resumeAfterInput(): Promise<void> {
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
