import type { Update } from '../../projections/update.ts';
import type { Store } from '../../store/store.ts';

/** One reading of the store: `there` once it has ended, `missed` what happened until then. */
type Reading<Value> = { value: Promise<Value>; there: Value | null; missed: Update[] };

/**
 * What is read from the store when it is first asked for, and then kept by the store's updates: those that come while it is read are applied
 * when it is there. A failed reading is not kept.
 */
export class Kept<Value extends { hear(update: Update): void }> {
  readonly #store: Pick<Store, 'caughtUp'>;
  readonly #read: () => Promise<Value>;
  #reading: Reading<Value> | null = null;

  constructor(store: Pick<Store, 'caughtUp'>, read: () => Promise<Value>) {
    this.#store = store;
    this.#read = read;
  }

  /** As of the newest commit. To be read before the next await. Refuses `storage_unavailable`. */
  async get(): Promise<Value> {
    await this.#store.caughtUp();
    const reading = (this.#reading ??= this.#begin());
    try {
      return await reading.value;
    } catch (error) {
      if (this.#reading === reading) this.#reading = null;
      throw error;
    }
  }

  /** The next time it is read anew: updates were lost. */
  forget(): void {
    this.#reading = null;
  }

  hear(update: Update): void {
    if (this.#reading?.there) this.#reading.there.hear(update);
    else this.#reading?.missed.push(update);
  }

  #begin(): Reading<Value> {
    const reading: Reading<Value> = { value: this.#read().then(complete), there: null, missed: [] };
    return reading;

    function complete(value: Value): Value {
      for (const update of reading.missed) value.hear(update);
      reading.there = value;
      return value;
    }
  }
}
