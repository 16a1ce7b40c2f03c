import { Worker } from 'node:worker_threads';
import type { LinkState } from './Link.ts';
import type { LinkDone, LinkOrder } from './links-worker.ts';

/** A link of the network, by the port at which it is reached. */
export type NetworkLink = { port: number; set(state: LinkState): Promise<void> };

/** The links between processes and services, on a thread of their own: they must pass on what comes however busy the test is. */
export class Network {
  readonly #worker = new Worker(new URL('./links-worker.ts', import.meta.url));
  readonly #asked = new Map<number, (port: number) => void>();
  #ids = 0;

  constructor() {
    this.#worker.on('message', ({ id, port }: LinkDone) => {
      this.#asked.get(id)?.(port);
      this.#asked.delete(id);
    });
  }

  async link(target: number): Promise<NetworkLink> {
    const port = await this.#ask({ type: 'open', target });
    return { port, set: async (state) => void (await this.#ask({ type: 'set', port, state })) };
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #ask(order: { type: 'open'; target: number } | { type: 'set'; port: number; state: LinkState }): Promise<number> {
    const id = ++this.#ids;
    const { promise, resolve } = Promise.withResolvers<number>();
    this.#asked.set(id, resolve);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin.
    this.#worker.postMessage({ id, ...order } satisfies LinkOrder);
    return promise;
  }
}
