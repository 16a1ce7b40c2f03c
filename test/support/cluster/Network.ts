import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LinkState } from './Link.ts';
import type { LinkDone, LinkOrder } from './links-process.ts';

/** A link of the network, by the port at which it is reached. */
export type NetworkLink = { port: number; set(state: LinkState): Promise<void> };

/**
 * The links between processes and services, in a process of their own: they must pass on what comes however busy the test is. Not a
 * thread, because Node cannot always end one that has open sockets.
 */
export class Network {
  readonly #process = fork(join(import.meta.dirname, 'links-process.ts'));
  readonly #asked = new Map<number, (port: number) => void>();
  #ids = 0;

  constructor() {
    this.#process.on('message', ({ id, port }: LinkDone) => {
      this.#asked.get(id)?.(port);
      this.#asked.delete(id);
    });
  }

  async link(target: number): Promise<NetworkLink> {
    const port = await this.#ask({ type: 'open', target });
    return { port, set: async (state) => void (await this.#ask({ type: 'set', port, state })) };
  }

  async close(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }

  #ask(order: { type: 'open'; target: number } | { type: 'set'; port: number; state: LinkState }): Promise<number> {
    const id = ++this.#ids;
    const { promise, resolve } = Promise.withResolvers<number>();
    this.#asked.set(id, resolve);
    this.#process.send({ id, ...order } satisfies LinkOrder);
    return promise;
  }
}
