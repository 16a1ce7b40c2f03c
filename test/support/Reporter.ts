import { relative } from 'node:path';
import Mocha from 'mocha';

/** Dots, then what failed and why, and as the last line how many of all tests passed and failed. */
export default class Reporter extends Mocha.reporters.Dot {
  /** Waits for `done`: mocha ends a run at each file that cannot be run, though the others still are. */
  override epilogue(): void {}

  /** Called once, after the last file. */
  override done(failures: number, end: (failures: number) => void): void {
    // What ended a whole file belongs to no test, and mocha names no file.
    for (const failure of this.failures)
      if (failure.parent?.root && failure.file) failure.title += `: ${relative('.', failure.file)}`;
    super.epilogue();
    const { passes, failures: failed, pending } = this.stats;
    console.log(`${passes} passed, ${failed} failed${pending > 0 ? `, ${pending} skipped` : ''}`);
    end(failures);
  }
}
