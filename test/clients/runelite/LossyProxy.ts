import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

type Exchange = { sent: string; status: number; body: string };

/** Forwards the request; resolves with the answer. */
type PassOn = () => Promise<Exchange>;

/** Decides what happens to one request. With null the connection is cut. */
export type Fate = (passOn: PassOn) => Promise<Exchange | null>;

/** A proxy that loses answers. */
export class LossyProxy {
  /** The URL of the server. A test sets it anew after a restart. */
  target: string;
  /** Taken from the front, one per request; after that everything is forwarded. */
  readonly fates: Fate[] = [];
  /** How many reports each request had. */
  readonly batchSizes: number[] = [];
  // As in StubServer.
  readonly #server = createServer({ keepAliveTimeout: 0 }, (request, response) => void this.#carry(request, response));

  private constructor(target: string) {
    this.target = target;
  }

  static async start(target: string): Promise<LossyProxy> {
    const proxy = new LossyProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #carry(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request).catch(() => null);
    if (body === null) return;
    this.batchSizes.push((JSON.parse(body) as { reports: unknown[] }).reports.length);
    const { host: _, connection: __, 'transfer-encoding': ___, ...headers } = request.headers;
    const passOn: PassOn = async () => {
      const answer = await fetch(this.target + request.url, {
        method: 'POST',
        headers: headers as Record<string, string>,
        body,
      });
      return { sent: body, status: answer.status, body: await answer.text() };
    };
    const fate = this.fates.shift() ?? ((pass: PassOn) => pass());
    const answer = await fate(passOn).catch(() => null);
    if (!answer) return void request.socket.destroy();
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
  }
}

/** The server gets the request, but its answer is lost. */
export const loseAnswer: Fate = async (passOn) => {
  await passOn();
  return null;
};
