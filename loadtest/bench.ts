/**
 * `npm run bench` runs every benchmark, `npm run bench -- dedupe http` only the named ones. Machines are noisy: compare the ratios.
 */
const BENCHMARKS: Record<string, () => Promise<{ run(): Promise<void> }>> = {
  dedupe: () => import('./dedupe-bench.ts'),
  'report-cost': () => import('./report-cost-bench.ts'),
  store: () => import('./store-bench.ts'),
  http: () => import('./http-bench.ts'),
  lists: () => import('./lists-bench.ts'),
  worlds: () => import('./worlds-bench.ts'),
  sizes: () => import('./sizes-bench.ts'),
  lobby: () => import('./lobby-bench.ts'),
  finder: () => import('./finder/finder-bench.ts'),
  cluster: () => import('./cluster-bench.ts'),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(BENCHMARKS, name));
if (unknown.length > 0) {
  console.error(`Unknown benchmark: ${unknown.join(', ')}. Known: ${Object.keys(BENCHMARKS).join(', ')}`);
  process.exit(1);
}
for (const name of wanted.length > 0 ? wanted : Object.keys(BENCHMARKS)) {
  console.log(`\n== ${name}`);
  await (await BENCHMARKS[name]!()).run();
}
