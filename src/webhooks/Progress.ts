import { createHash } from 'node:crypto';
import type { Store } from '../store/store.ts';

type ProgressStore = Pick<Store, 'deliveryProgress' | 'saveDeliveryProgress'>;

/**
 * How far the deliveries to one receiver have got. It is stored after each delivery, so that a crash in between repeats one and
 * loses none. A receiver is stored by a hash, because URLs may be secrets. Rule: [HOOK-4], [HOOK-7].
 */
export class Progress {
  readonly #store: ProgressStore;
  readonly #receiver: string;
  cursor: number;
  readonly owed: Set<number>;

  private constructor(store: ProgressStore, receiver: string, cursor: number, owed: number[]) {
    this.#store = store;
    this.#receiver = receiver;
    this.cursor = cursor;
    this.owed = new Set(owed);
  }

  /** A new receiver starts after `newest`. */
  static async open(store: ProgressStore, url: URL, newest: number): Promise<Progress> {
    const receiver = createHash('sha256').update(url.href).digest('hex').slice(0, 32);
    const known = await store.deliveryProgress(receiver);
    const progress = new Progress(store, receiver, known?.cursor ?? newest, known?.owed ?? []);
    if (!known) await progress.save();
    return progress;
  }

  /** Durable when it resolves. */
  save(): Promise<void> {
    return this.#store.saveDeliveryProgress(this.#receiver, { cursor: this.cursor, owed: [...this.owed] });
  }
}
