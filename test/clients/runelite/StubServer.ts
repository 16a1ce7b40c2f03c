import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export type SentReport = { item_id: number; item_name: string; [field: string]: unknown };
export type Sent = { path: string; headers: IncomingMessage['headers']; reports: SentReport[]; body: string };

/** Handles one request in place of accepting all its reports. */
export type Answer = (response: ServerResponse, sent: Sent) => void | Promise<void>;

/** Takes batches, and answers them as the test says. */
export class StubServer {
  readonly sent: Sent[] = [];
  /** Taken from the front, one per request. */
  readonly answers: Answer[] = [];
  /** Answers every request for which `answers` has none. */
  otherwise: Answer = acceptAll;
  /** The most requests that were open at the same time. */
  openMax = 0;
  /** How many there have been. */
  connections = 0;
  port = 0;
  /** Requests that are open now. */
  open = 0;
  // A client that reuses a connection at the moment it is closed sees an error, so idle ones stay open.
  readonly #server = createServer({ keepAliveTimeout: 0 }, (request, response) => void this.#hear(request, response));

  static async start(port = 0): Promise<StubServer> {
    const stub = new StubServer();
    stub.#server.on('connection', () => (stub.connections += 1));
    stub.#server.listen(port, '127.0.0.1');
    await once(stub.#server, 'listening');
    stub.port = (stub.#server.address() as AddressInfo).port;
    return stub;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The item ids of all reports, in the order of their arrival. */
  get itemIds(): number[] {
    return this.sent.flatMap(({ reports }) => reports.map(({ item_id }) => item_id));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #hear(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.open += 1;
    this.openMax = Math.max(this.openMax, this.open);
    response.on('close', () => (this.open -= 1));
    const body = await text(request).catch(() => null);
    // The client gave up while it was sending.
    if (body === null) return;
    const { reports } = JSON.parse(body) as { reports: SentReport[] };
    const sent = { path: request.url!, headers: request.headers, reports, body };
    this.sent.push(sent);
    await (this.answers.shift() ?? this.otherwise)(response, sent);
  }
}

export const acceptAll: Answer = (response, { reports }) => {
  respond(response, 200, { results: reports.map(() => ({ status: 'drop_added' })) });
};

export function respond(response: ServerResponse, status: number, body: unknown, headers: object = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
