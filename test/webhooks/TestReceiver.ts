import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A valid secret: of 24 bytes or more. */
export const SECRET = `whsec_${Buffer.from('a key of thirty-two bytes, no less').toString('base64')}`;

type Body = { id: string; event: string; at: string; data: Record<string, Record<string, unknown>> };
export type Received = { headers: IncomingHttpHeaders; text: string; body: Body };

/** A real receiver on 127.0.0.1. */
export class TestReceiver {
  readonly received: Received[] = [];
  readonly port: number;
  readonly #server: Server;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  /** `answer` gets the number of earlier requests. */
  static async start(
    answer: (response: ServerResponse, before: number) => void = (response) => response.writeHead(204).end(),
    port = 0,
    tls?: { key: string; cert: string },
  ): Promise<TestReceiver> {
    const listener: RequestListener = (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        receiver.received.push({ headers: request.headers, text, body: JSON.parse(text) as Body });
        answer(response, receiver.received.length - 1);
      });
    };
    const server: Server = tls ? createTlsServer(tls, listener) : createServer(listener);
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const receiver = new TestReceiver(server, (server.address() as AddressInfo).port);
    return receiver;
  }

  address(options = '', host = '127.0.0.1'): string {
    return `http://${host}:${this.port}/hook/in-the-path#secret=${SECRET}${options}`;
  }

  get events(): string[] {
    return this.received.map(({ body }) => body.event);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** Starts receivers, and stops them after each test. */
export function receiversForSuite(): typeof TestReceiver.start {
  const receivers: TestReceiver[] = [];
  afterEach(async () => {
    for (const receiver of receivers.splice(0)) await receiver.stop();
  });
  return async (...options) => {
    const receiver = await TestReceiver.start(...options);
    receivers.push(receiver);
    return receiver;
  };
}
