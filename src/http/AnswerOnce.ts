import type { RequestIdentity } from '../directory/rooms.ts';
import { AppError } from '../errors.ts';
import type { Store } from '../store/store.ts';

type Given = { body: unknown; replayed: boolean };

/** Idempotency for writes that no single room owns: a retry gets the first answer, even if it arrives before that is ready. */
export class AnswerOnce {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #making = new Map<string, Promise<unknown>>();

  constructor(store: Store, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** The answer is durable when this resolves. Refuses `idempotency_key_reused` if the key was sent with other content before. */
  async answer(request: RequestIdentity, make: () => Promise<unknown>): Promise<Given> {
    const name = `${request.id} ${request.fingerprint}`;
    const underWay = this.#making.get(name);
    if (underWay) return { body: await underWay, replayed: true };
    const known = this.#recall(request);
    const making = known.then((remembered) => (remembered ? remembered.body : this.#make(request, make)));
    this.#making.set(name, making);
    try {
      return { body: await making, replayed: (await known) !== null };
    } finally {
      this.#making.delete(name);
    }
  }

  async #recall({ id, fingerprint }: RequestIdentity): Promise<{ body: unknown } | null> {
    const known = (await this.#store.recall([id])).get(id);
    if (!known) return null;
    if (known.fingerprint !== fingerprint) throw new AppError('idempotency_key_reused');
    return { body: known.answer };
  }

  async #make(request: RequestIdentity, make: () => Promise<unknown>): Promise<unknown> {
    const body = await make();
    await this.#store.commit({
      events: [],
      updates: [],
      announcements: [],
      answers: [{ ...request, at: this.#now(), answer: body }],
    });
    return body;
  }
}
