import { availableParallelism } from 'node:os';

// Compiling its modules is a third of a server's start-up time, and the tests start many servers.
process.env.NODE_COMPILE_CACHE ??= 'node_modules/.cache/node';

/** Files named on the command line are run alone, else all below `test`. */
export default {
  extension: ['test.ts'],
  recursive: true,
  require: ['./test/support/property-seed.ts', './test/support/error-causes.ts'],
  // One worker more than there are cores, because tests wait for servers, browsers and compilers.
  parallel: true,
  jobs: availableParallelism() + 1,
  // In CI a missing tool must fail the run, not skip its tests.
  forbidPending: Boolean(process.env.CI),
  // Generous, for a machine whose cores are all busy. A test that hangs usually fails after the 30 s that `until` waits.
  timeout: 120_000,
  slow: 1_000,
  reporter: './test/support/Reporter.ts',
};
