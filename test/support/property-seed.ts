import * as fc from 'fast-check';

/** In CI, property tests use the same examples in every run, so that a failure comes from the change. Elsewhere they use new ones. */
if (process.env.CI) fc.configureGlobal({ seed: 20_261_121 });
