import { once } from 'node:events';
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { until } from '../support/app.ts';

export type Heard = {
  type: string;
  topic?: string;
  seq?: number;
  event?: string;
  ref?: unknown;
  kind?: string;
} & Record<string, unknown>;

/** A client of /updates that keeps all frames it gets, in order. */
export class TestWatcher {
  readonly socket: WebSocket;
  readonly heard: Heard[] = [];
  readonly closed: Promise<number>;
  #refs = 0;

  /** Addresses 127.0.0.1 to 127.255.255.254 are all this machine. */
  constructor(url: string, { token, localAddress = '127.0.0.1' }: { token?: string; localAddress?: string } = {}) {
    const query = token === undefined ? '' : `?token=${token}`;
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/updates${query}`, { localAddress });
    this.socket.on('message', (data: Buffer) => this.heard.push(JSON.parse(data.toString())));
    this.socket.on('error', () => undefined);
    this.closed = once(this.socket, 'close').then(([code]) => code as number);
  }

  /** The TCP socket of the WebSocket. */
  get tcp(): Socket {
    return (this.socket as unknown as { _socket: Socket })._socket;
  }

  /** The frames of these types. */
  of(...types: string[]): Heard[] {
    return this.heard.filter(({ type }) => types.includes(type));
  }

  send(frame: object | string): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** Resolves to the answer. */
  async ask(frame: object): Promise<Heard> {
    const ref = `ask ${++this.#refs}`;
    this.send({ ...frame, ref });
    return this.waitFor((heard) => heard.ref === ref, `the answer to ${JSON.stringify(frame)}`);
  }

  /** Resolves to the first such frame, which may have arrived already. */
  async waitFor(isIt: (heard: Heard) => boolean, what: string): Promise<Heard> {
    await until(() => this.heard.some(isIt), what);
    return this.heard.find(isIt)!;
  }

  /** Resolves when everything that the server has sent so far has arrived. */
  async settled(): Promise<void> {
    await this.ask({ type: 'ping' });
  }

  async close(): Promise<void> {
    this.socket.terminate();
    await this.closed;
  }
}

/** Resolves when the server has said hello. */
export async function watch(
  url: string,
  options: { token?: string; localAddress?: string } = {},
): Promise<TestWatcher> {
  const watcher = new TestWatcher(url, options);
  await watcher.waitFor(({ type }) => type === 'hello', 'hello');
  return watcher;
}
