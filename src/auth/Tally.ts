/** Counts by key. Keys whose count is 0 are forgotten. */
export class Tally {
  readonly #counts = new Map<string, number>();

  of(key: string): number {
    return this.#counts.get(key) ?? 0;
  }

  /** The sum of all counts. */
  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The keys whose count is not 0, with their counts. */
  entries(): Iterable<[key: string, count: number]> {
    return this.#counts.entries();
  }

  add(key: string): void {
    this.#counts.set(key, this.of(key) + 1);
  }

  /** Takes back one `add`. */
  remove(key: string): void {
    const left = this.of(key) - 1;
    if (left > 0) this.#counts.set(key, left);
    else this.#counts.delete(key);
  }
}
