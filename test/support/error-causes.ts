import { inspect } from 'node:util';
import type { Context } from 'mocha';

/** Files run in other processes, and of an error only its message and stack come back: so the stack tells of its cause. */
export const mochaHooks = {
  afterEach(this: Context): void {
    const error = this.currentTest?.err;
    if (error?.cause) error.stack += `\n  caused by ${inspect(error.cause)}`;
  },
};
