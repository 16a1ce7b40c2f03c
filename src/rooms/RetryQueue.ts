import { AppError, type ErrorKind } from '../errors.ts';

const PASSING: ReadonlySet<ErrorKind> = new Set(['storage_unavailable', 'owner_unreachable', 'room_moved']);

/** Retried until it succeeds; must be idempotent. Rejects with an AppError. */
type Work = () => Promise<unknown>;

/** What a room must do for others and cannot while storage, or the process that owns the other room, is unavailable: it is tried again at every `retry`. */
export class RetryQueue {
  readonly #works = new Set<Work>();
  readonly #onEmpty: () => void;

  constructor(onEmpty: () => void) {
    this.#onEmpty = onEmpty;
  }

  get isEmpty(): boolean {
    return this.#works.size === 0;
  }

  async add(work: Work): Promise<void> {
    this.#works.add(work);
    await this.#try(work);
  }

  async retry(): Promise<void> {
    for (const work of [...this.#works]) await this.#try(work);
  }

  async #try(work: Work): Promise<void> {
    try {
      await work();
    } catch (error) {
      // Any other refusal would be the same next time.
      if (error instanceof AppError && PASSING.has(error.kind)) return;
    }
    this.#works.delete(work);
    if (this.isEmpty) this.#onEmpty();
  }
}
