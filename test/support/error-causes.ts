import { inspect } from 'node:util';
import type { Context } from 'mocha';

/** Files run in worker processes, which report only an error's message and stack, so the cause is appended to the stack. */
export const mochaHooks = {
  afterEach(this: Context): void {
    const error = this.currentTest?.err;
    if (error?.cause) error.stack += `\n  caused by ${inspect(error.cause)}`;
  },
};
