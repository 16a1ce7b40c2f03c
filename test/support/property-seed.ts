import * as fc from 'fast-check';

/** In CI property tests try the same examples each time, so that a change is judged and not the day's luck; elsewhere new ones. */
if (process.env.CI) fc.configureGlobal({ seed: 20_261_121 });
