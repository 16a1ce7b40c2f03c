import type { Room, SeatReservation } from '@colyseus/sdk';
import { WebSocket } from 'ws';
import { CrowdClient } from '../play/clients.ts';

/** Addresses and reporters' names: the server remembers the last 10,000 of them, and this many come in a few hours. */
const NEIGHBOURS = 250;

let visitors = 0;

/** A player with a name that nobody had before, whom a proxy lets in. */
export class Visitor {
  readonly id: string;
  /** Its name as a reporter of drops. */
  readonly reporter: string;
  readonly #url: string;
  readonly #client: CrowdClient;
  readonly #headers: Record<string, string>;

  constructor(url: string, what: string) {
    const n = visitors++;
    this.id = `${what}-${n}`;
    this.reporter = `reporter-${n % NEIGHBOURS}`;
    this.#url = url;
    this.#headers = { 'x-forwarded-for': `10.0.0.${n % NEIGHBOURS}` };
    this.#client = new CrowdClient(url, { headers: this.#headers });
  }

  /** Rejects if the answer is no success. */
  async call<Answer>(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const { ok, status, text } = await this.#fetch(method, path, body, headers);
    if (!ok) throw new Error(`${method} ${path} was answered ${status}: ${text}`);
    return JSON.parse(text) as Answer;
  }

  /** A call of this player. */
  post<Answer>(path: string, body: object = {}): Promise<Answer> {
    return this.call('POST', path, { player_id: this.id, ...body });
  }

  /** Rejects unless the call is refused with this status. */
  async refused(expected: number, method: string, path: string, body?: object): Promise<void> {
    const { status, text } = await this.#fetch(method, path, body);
    if (status !== expected) throw new Error(`${method} ${path} was answered ${status}, not ${expected}: ${text}`);
  }

  /** Joins a room, as this player unless the options name another. */
  join(room: string, options: object = { player_id: this.id }): Promise<Room> {
    return this.#client.joinOrCreate(room, options);
  }

  sit(seat: SeatReservation): Promise<Room> {
    return this.#client.consumeSeatReservation(seat);
  }

  rejoin(token: string): Promise<Room> {
    return this.#client.reconnect(token);
  }

  /** Watches a topic of /updates. Resolves once it has the snapshot. */
  async watch(topic: object): Promise<WebSocket> {
    const socket = new WebSocket(`${this.#url.replace('http', 'ws')}/updates`, { headers: this.#headers });
    const watching = Promise.withResolvers<void>();
    socket.on('error', watching.reject);
    socket.on('close', (code) => watching.reject(new Error(`/updates was closed with ${code}`)));
    socket.on('open', () => socket.send(JSON.stringify({ type: 'subscribe', ...topic })));
    socket.on('message', (data: Buffer) => {
      if (data.includes('"type":"snapshot"')) watching.resolve();
      if (data.includes('"type":"error"')) watching.reject(new Error(String(data)));
    });
    await watching.promise.catch((error: unknown) => {
      socket.terminate();
      throw error;
    });
    return socket;
  }

  async #fetch(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
    const response = await fetch(this.#url + path, {
      method,
      headers: { ...this.#headers, ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { ok: response.ok, status: response.status, text: await response.text() };
  }
}

/** The connection is gone without a word of farewell. */
export function cutOff(room: Room): void {
  room.connection.close();
}

/** The next message of this type. */
export function messageOf<Message>(room: Room, type: string): Promise<Message> {
  return new Promise((resolve) => {
    const stop = room.onMessage(type, (message: Message) => {
      stop();
      resolve(message);
    });
  });
}
