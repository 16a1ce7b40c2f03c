import type { Findings } from './Findings.ts';

/** One patch of a room: the items of the drops it brings, and when it reached each watcher. */
type Patch = { items: Set<number>; arrivals: number[] };

/**
 * When each patch of a room reached each watcher. Everybody is sent the same patches in the same order, so it is enough that a few
 * watchers decode them: the others only count.
 */
export class PatchArrivals {
  readonly #counts: number[] = [];
  #patches: Patch[] = [];

  /** Call `arrived` for each patch, and `brought` for each drop in the patch that has just arrived. */
  addWatcher(): { arrived: () => void; brought: (item: number) => void } {
    const watcher = this.#counts.push(0) - 1;
    return {
      arrived: () => this.#patch(this.#counts[watcher]!++).arrivals.push(performance.now()),
      brought: (item) => this.#patch(this.#counts[watcher]! - 1).items.add(item),
    };
  }

  /** Forgets everything so far, such as patches that not all watchers were there for. */
  clear(): void {
    this.#counts.fill(0);
    this.#patches = [];
  }

  /** Whether everybody has all patches that anybody has. */
  get isLevel(): boolean {
    return this.#counts.every((count) => count === this.#patches.length);
  }

  /** Notes for each report and each watcher how long it took, and whoever lacks patches as an error. */
  tell(findings: Findings, what: string, sentAt: (item: number) => number | undefined): void {
    for (const { items, arrivals } of this.#patches) {
      for (const item of items) {
        const sent = sentAt(item);
        if (sent !== undefined) for (const arrived of arrivals) findings.took(what, arrived - sent);
      }
    }
    for (const count of this.#counts.filter((each) => each < this.#patches.length))
      findings.failed('a watcher', `got ${count} of ${this.#patches.length} patches`);
  }

  get patches(): number {
    return this.#patches.length;
  }

  #patch(index: number): Patch {
    return (this.#patches[index] ??= { items: new Set(), arrivals: [] });
  }
}
