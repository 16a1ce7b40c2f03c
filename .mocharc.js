import { availableParallelism } from 'node:os';

// Compiling what it loads is half of what a server costs to start, and tests start many.
process.env.NODE_COMPILE_CACHE ??= 'node_modules/.cache/node';

/** Files named on the command line are run alone, else all below `test`. */
export default {
  extension: ['test.ts'],
  recursive: true,
  require: ['./test/support/property-seed.ts'],
  // Each file in one of some processes. One more than there are cores: tests wait for servers, browsers and compilers.
  parallel: true,
  jobs: availableParallelism() + 1,
  // What a machine lacks is no reason to skip a test where it counts.
  forbidPending: Boolean(process.env.CI),
  timeout: 60_000,
  slow: 1_000,
  reporter: './test/support/Reporter.ts',
};
