import type { Server } from 'node:http';

/** Counts the requests that are being answered, so that a shutdown can wait for them. */
export class InFlight {
  #count = 0;
  #draining = false;
  #onEmpty: (() => void) | null = null;

  constructor(server: Server) {
    server.prependListener('request', (_request, response) => {
      this.#count += 1;
      if (this.#draining) response.shouldKeepAlive = false;
      response.once('close', () => {
        this.#count -= 1;
        if (this.#count === 0) this.#onEmpty?.();
      });
    });
  }

  /** Resolves when nothing is being answered; from now on answers close their connections. */
  drained(): Promise<void> {
    this.#draining = true;
    if (this.#count === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onEmpty = resolve;
    });
  }
}
