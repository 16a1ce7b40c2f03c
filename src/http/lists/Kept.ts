import type { Update } from '../../projections/update.ts';

/** What is read from the store once, then kept by its updates: those that come while it is read are applied when it is there. */
export class Kept<Value extends { hear(update: Update): void }> {
  readonly value: Promise<Value>;
  #there: Value | null = null;
  #missed: Update[] = [];

  constructor(read: () => Promise<Value>) {
    this.value = read().then((value) => {
      for (const update of this.#missed) value.hear(update);
      this.#missed = [];
      return (this.#there = value);
    });
  }

  hear(update: Update): void {
    if (this.#there) this.#there.hear(update);
    else this.#missed.push(update);
  }
}
