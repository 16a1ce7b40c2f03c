import type { Outcome } from '../directory/outcome.ts';

/** Done again until it is done, so what it finds done already, or not needed any more, it leaves alone. */
type Work = () => Promise<Outcome<unknown>>;

/** What a room owes to others and cannot do while the disk is full: it is tried again at every `settle`. */
export class Owed {
  readonly #works = new Set<Work>();
  readonly #onPaid: () => void;

  /** `onPaid` is told whenever nothing is owed any more. */
  constructor(onPaid: () => void) {
    this.#onPaid = onPaid;
  }

  get isEmpty(): boolean {
    return this.#works.size === 0;
  }

  async add(work: Work): Promise<void> {
    this.#works.add(work);
    await this.#try(work);
  }

  async settle(): Promise<void> {
    for (const work of [...this.#works]) await this.#try(work);
  }

  async #try(work: Work): Promise<void> {
    const outcome = await work();
    // Any other refusal would be the same next time.
    if ('refused' in outcome && outcome.refused.kind === 'storage_unavailable') return;
    this.#works.delete(work);
    if (this.isEmpty) this.#onPaid();
  }
}
