import { createHash } from 'node:crypto';
import type { Store } from '../store/store.ts';

type ProgressStore = Pick<Store, 'deliveryProgress' | 'saveDeliveryProgress'>;

/** How the store names a receiver: by a hash, because URLs may be secrets. Rule: [HOOK-7]. */
export function receiverId(url: URL): string {
  return createHash('sha256').update(url.href).digest('hex').slice(0, 32);
}

/**
 * How far the deliveries to one receiver have got. It is stored after each delivery, so that a crash in between repeats one and
 * loses none. Rule: [HOOK-4].
 */
export class Progress {
  readonly #store: ProgressStore;
  readonly #receiver: string;
  cursor: number;
  readonly owed: Set<number>;
  /** The cursor that is stored. */
  #saved: number;

  private constructor(store: ProgressStore, receiver: string, cursor: number, owed: number[]) {
    this.#store = store;
    this.#receiver = receiver;
    this.cursor = cursor;
    this.#saved = cursor;
    this.owed = new Set(owed);
  }

  /** A new receiver starts after `newest`. */
  static async open(store: ProgressStore, url: URL, newest: number): Promise<Progress> {
    const receiver = receiverId(url);
    const known = await store.deliveryProgress(receiver);
    const progress = new Progress(store, receiver, known?.cursor ?? newest, known?.owed ?? []);
    if (!known) await progress.save();
    return progress;
  }

  get unsaved(): number {
    return this.cursor - this.#saved;
  }

  /** Durable when it resolves. */
  async save(): Promise<void> {
    const { cursor } = this;
    await this.#store.saveDeliveryProgress(this.#receiver, { cursor, owed: [...this.owed] });
    this.#saved = cursor;
  }
}
