import type { Log } from '../log.ts';

/** Something that runs from `begin` to `end`. */
export type Duty = { begin(): Promise<void>; end(): Promise<void> };

/** Milliseconds until a duty that could not begin is tried again: the database may be away. */
const RETRY_MS = 5_000;

/** What only one process of a cluster does at a time: it begins and ends all of it, in turn. */
export class Duties {
  readonly #duties: Duty[] = [];
  readonly #log: Log;
  #changed: Promise<void> = Promise.resolve();
  #isOn = false;

  constructor(log: Log) {
    this.#log = log;
  }

  /** They begin with the others, or at once if those have. Resolves when they have begun. */
  add(...duties: Duty[]): Promise<void> {
    return this.#inTurn(async () => {
      this.#duties.push(...duties);
      if (this.#isOn) for (const duty of duties) await this.#begin(duty);
    });
  }

  /** Resolves when all have begun, or ended; never rejects. */
  set(isOn: boolean): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#isOn === isOn) return;
      this.#isOn = isOn;
      for (const duty of this.#duties) await (isOn ? this.#begin(duty) : this.#end(duty));
    });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#changed = this.#changed.then(work);
    return this.#changed;
  }

  async #begin(duty: Duty): Promise<void> {
    try {
      await duty.begin();
    } catch (error) {
      this.#log.error({ err: error }, 'what one process does for all could not begin; trying again');
      const again = () => this.#inTurn(async () => void (this.#isOn && (await this.#begin(duty))));
      setTimeout(() => void again(), RETRY_MS).unref();
    }
  }

  async #end(duty: Duty): Promise<void> {
    try {
      await duty.end();
    } catch (error) {
      this.#log.error({ err: error }, 'what one process does for all could not end cleanly');
    }
  }
}
