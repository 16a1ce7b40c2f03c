import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Of so many webhooks the receiver refuses one, so that the server sends it again. */
const REFUSED_EVERY = 7;

const SECRET = `whsec_${Buffer.alloc(32).toString('base64')}`;

/** A receiver of webhooks on this machine. */
export class WebhookReceiver {
  readonly #server: Server;
  #received = 0;

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', (request, response) => {
      request.resume();
      request.on('end', () => response.writeHead(++this.#received % REFUSED_EVERY === 0 ? 500 : 204).end());
    });
  }

  static async start(): Promise<WebhookReceiver> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new WebhookReceiver(server);
  }

  /** As WEBHOOK_URLS has it. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/#secret=${SECRET}`;
  }

  get received(): number {
    return this.#received;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
