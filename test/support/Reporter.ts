import { relative } from 'node:path';
import Mocha from 'mocha';

/** Dots, then the failures, and as the last line how many tests passed and failed. */
export default class Reporter extends Mocha.reporters.Dot {
  /** Does nothing until `done`: mocha ends a run at each file that fails to load, although the other files still run. */
  override epilogue(): void {}

  /** Called once, after the last file. */
  override done(failures: number, end: (failures: number) => void): void {
    // A failure of a whole file belongs to no test, and mocha does not name the file.
    for (const failure of this.failures)
      if (failure.parent?.root && failure.file) failure.title += `: ${relative('.', failure.file)}`;
    super.epilogue();
    const { passes, failures: failed, pending } = this.stats;
    console.log(`${passes} passed, ${failed} failed${pending > 0 ? `, ${pending} skipped` : ''}`);
    end(failures);
  }
}
