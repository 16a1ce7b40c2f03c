/**
 * `npm run bench` runs every benchmark, `npm run bench -- dedupe peers` only the named ones. Machines are noisy: compare the ratios, which
 * are of alternating rounds of one run. `--rounds` and `--seconds` make those shorter, to see whether a benchmark works.
 */
import { parseArgs } from 'node:util';
import type { Length } from './measure/figures.ts';

const BENCHMARKS: Record<string, () => Promise<{ run(length: Length): Promise<void> }>> = {
  dedupe: () => import('./dedupe-bench.ts'),
  'report-cost': () => import('./report-cost-bench.ts'),
  store: () => import('./store-bench.ts'),
  peers: () => import('./peers-bench.ts'),
  lists: () => import('./lists-bench.ts'),
  curves: () => import('./curves-bench.ts'),
  worlds: () => import('./worlds-bench.ts'),
  sizes: () => import('./sizes-bench.ts'),
  lobby: () => import('./lobby-bench.ts'),
  finder: () => import('./finder/finder-bench.ts'),
  cluster: () => import('./cluster-bench.ts'),
  smoke: () => import('./smoke-bench.ts'),
};

const { values, positionals: wanted } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '4' } },
  allowPositionals: true,
});
const length = { rounds: Number(values.rounds), seconds: Number(values.seconds) };
if (!(Number.isInteger(length.rounds) && length.rounds > 0 && Number.isInteger(length.seconds) && length.seconds > 0))
  fail('--rounds and --seconds must be whole numbers from 1');
const unknown = wanted.filter((name) => !Object.hasOwn(BENCHMARKS, name));
if (unknown.length > 0) fail(`Unknown benchmark: ${unknown.join(', ')}. Known: ${Object.keys(BENCHMARKS).join(', ')}`);
for (const name of wanted.length > 0 ? wanted : Object.keys(BENCHMARKS)) {
  console.log(`\n== ${name}`);
  await (await BENCHMARKS[name]!()).run(length);
}
// Clients of rooms would keep the process.
process.exit(process.exitCode);

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
