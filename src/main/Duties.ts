import type { Log } from '../log.ts';

/** Something that runs from `begin` to `end`. */
export type Duty = { begin(): Promise<void>; end(): Promise<void> };

/** What only one process of a cluster does at a time: it begins and ends all of it, in turn. */
export class Duties {
  readonly #duties: Duty[];
  readonly #log: Log;
  #changed: Promise<void> = Promise.resolve();
  #isOn = false;

  constructor(duties: Duty[], log: Log) {
    this.#duties = duties;
    this.#log = log;
  }

  /** Resolves when all have begun, or ended; never rejects. */
  set(isOn: boolean): Promise<void> {
    this.#changed = this.#changed.then(() => this.#set(isOn));
    return this.#changed;
  }

  async #set(isOn: boolean): Promise<void> {
    if (this.#isOn === isOn) return;
    this.#isOn = isOn;
    for (const duty of this.#duties) {
      try {
        await (isOn ? duty.begin() : duty.end());
      } catch (error) {
        this.#log.error({ err: error }, 'what one process does for all could not be begun or ended');
      }
    }
  }
}
