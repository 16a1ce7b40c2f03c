import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export type Got = { method: string; url: string; headers: IncomingMessage['headers']; body: string };

/** Answers one request. The last reply of a list is used again. */
export type Reply = (response: ServerResponse, got: Got) => void | Promise<void>;

/** Plays failing servers, proxies and networks, and records the requests. */
export class StubServer {
  readonly got: Got[] = [];
  replies: Reply[] = [];
  readonly #server = createServer((request, response) => void this.#hear(request, response));

  static async start(): Promise<StubServer> {
    const stub = new StubServer();
    stub.#server.listen(0, '127.0.0.1');
    await once(stub.#server, 'listening');
    return stub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #hear(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url, headers } = request;
    const body = await text(request).catch(() => null);
    // The client gave up while it was sending.
    if (body === null) return;
    const got = { method: method!, url: url!, headers, body };
    this.got.push(got);
    const reply = this.replies.length > 1 ? this.replies.shift()! : this.replies[0]!;
    await reply(response, got);
  }
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return (response) => {
    const type = status < 400 ? 'application/json' : 'application/problem+json';
    response.writeHead(status, { 'content-type': type, ...headers }).end(JSON.stringify(body));
  };
}

export function problem(status: number, kind: string, headers: Record<string, string> = {}): Reply {
  const error = `this is ${kind}`;
  return json(status, { type: `/docs/errors#${kind}`, title: kind, status, detail: error, kind, error }, headers);
}

export function html(status: number, headers: Record<string, string> = {}): Reply {
  return (response) =>
    void response.writeHead(status, { 'content-type': 'text/html', ...headers }).end('<h1>A proxy</h1>');
}

/** Like a network that breaks after the server has handled the request. */
export const cutOff = (response: ServerResponse): void => void response.destroy();

export const neverAnswered: Reply = () => undefined;
