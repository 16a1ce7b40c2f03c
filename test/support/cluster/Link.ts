import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from '../free-port.ts';

/** A COMMIT as the driver of PostgreSQL sends it. */
const COMMIT = Buffer.from('Q\0\0\0\x0bcommit\0', 'latin1');

/**
 * What happens to the traffic: it passes; it is held, in both directions and without a sign, as if packets were lost, at once or as soon
 * as a COMMIT has got through; or the far end is gone, so that connections break and new ones are refused.
 */
export type LinkState = 'pass' | 'hold' | 'hold after COMMIT' | 'refuse';

/** A connection. `ended` are those of its sockets whose end has been noticed but not passed on. */
type Pair = { near: Socket; far: Socket; ended: Set<Socket> };

/** The network between one process and one service, as a TCP proxy on 127.0.0.1. What is held is delivered once it passes again. */
export class Link {
  readonly port: number;
  readonly #target: number;
  readonly #pairs = new Set<Pair>();
  /** Clients that came while traffic was held. */
  readonly #waiting = new Set<Socket>();
  #server: Server | null = null;
  #state: LinkState = 'refuse';

  private constructor(port: number, target: number) {
    this.port = port;
    this.#target = target;
  }

  static async to(target: number): Promise<Link> {
    const link = new Link(await freePort(), target);
    await link.set('pass');
    return link;
  }

  async set(state: LinkState): Promise<void> {
    this.#state = state;
    if (state === 'refuse') return await this.#refuse();
    await this.#listen();
    for (const pair of this.#pairs) this.#apply(pair);
    if (state === 'hold') return;
    for (const near of this.#waiting) this.#join(near);
    this.#waiting.clear();
  }

  async close(): Promise<void> {
    await this.set('refuse');
  }

  async #listen(): Promise<void> {
    if (this.#server) return;
    this.#server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (near) => {
      // The other end may be gone already, as intended.
      near.on('error', () => {});
      if (this.#state === 'hold') this.#waiting.add(near);
      else this.#join(near);
    });
    this.#server.listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async #refuse(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    for (const near of this.#waiting) near.resetAndDestroy();
    this.#waiting.clear();
    for (const { near, far } of this.#pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
    this.#pairs.clear();
    if (!server) return;
    server.close();
    await once(server, 'close');
  }

  #join(near: Socket): void {
    const pair = {
      near,
      far: connect({ port: this.#target, host: '127.0.0.1', allowHalfOpen: true }),
      ended: new Set<Socket>(),
    };
    this.#pairs.add(pair);
    near.on('data', (chunk) => {
      if (this.#state === 'hold after COMMIT' && chunk.includes(COMMIT)) void this.set('hold');
    });
    this.#relay(pair, near, pair.far);
    this.#relay(pair, pair.far, near);
    this.#apply(pair);
  }

  #apply(pair: Pair): void {
    const { near, far } = pair;
    if (this.#state === 'hold') return void [near, far].map((socket) => socket.pause());
    for (const socket of [near, far]) socket.resume();
    if (pair.ended.has(near)) far.end();
    if (pair.ended.has(far)) near.end();
    // One end broke while traffic was held.
    if (near.destroyed || far.destroyed) this.#end(pair);
  }

  #end(pair: Pair): void {
    pair.near.destroySoon();
    pair.far.destroySoon();
    this.#pairs.delete(pair);
  }

  /** A paused socket reads no data, but it notices an end that comes without any. */
  #relay(pair: Pair, from: Socket, to: Socket): void {
    from.setNoDelay(true);
    from.on('error', () => {});
    from.on('data', (chunk) => to.write(chunk));
    from.on('end', () => {
      pair.ended.add(from);
      if (this.#state !== 'hold') to.end();
    });
    from.on('close', () => {
      if (this.#state !== 'hold') this.#end(pair);
    });
  }
}
