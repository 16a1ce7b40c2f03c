import { availableParallelism } from 'node:os';

// Compiling what it loads is a third of what a server costs to start, and tests start many.
process.env.NODE_COMPILE_CACHE ??= 'node_modules/.cache/node';

/** Files named on the command line are run alone, else all below `test`. */
export default {
  extension: ['test.ts'],
  recursive: true,
  require: ['./test/support/property-seed.ts', './test/support/error-causes.ts'],
  // Each file in one of some processes. One more than there are cores: tests wait for servers, browsers and compilers.
  parallel: true,
  jobs: availableParallelism() + 1,
  // What a machine lacks is no reason to skip a test where it counts.
  forbidPending: Boolean(process.env.CI),
  // Of a test on a machine whose cores are all busy; what hangs is told by the 30 s that `until` waits.
  timeout: 120_000,
  slow: 1_000,
  reporter: './test/support/Reporter.ts',
};
