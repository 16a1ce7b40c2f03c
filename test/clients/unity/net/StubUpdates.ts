import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { until } from '../../../support/app.ts';

type Frame = { type: string; ref?: number; since?: number; world?: number };

/** One connection to the stub. */
export class StubConnection {
  readonly socket: WebSocket;
  readonly heard: Frame[] = [];
  readonly closed: Promise<number>;

  constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = once(socket, 'close').then(([code]) => code as number);
    socket.on('message', (data: Buffer) => this.heard.push(JSON.parse(data.toString()) as Frame));
  }

  send(...frames: object[]): void {
    for (const frame of frames) this.socket.send(JSON.stringify(frame));
  }

  hello(heartbeat_ms = 15_000): void {
    this.send({ type: 'hello', protocol: 1, server_time: 0, heartbeat_ms });
  }

  /** Resolves with the nth frame of a type, from 1. */
  async frame(type: string, nth = 1): Promise<Frame> {
    const of = () => this.heard.filter((frame) => frame.type === type);
    await until(() => of().length >= nth, `${type} ${nth}`);
    return of()[nth - 1]!;
  }
}

/** A stub of /updates, which sends the frames that a test gives it. */
export class StubUpdates {
  readonly connections: StubConnection[] = [];
  readonly #sockets = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });

  constructor() {
    this.#sockets.on('connection', (socket) => this.connections.push(new StubConnection(socket)));
  }

  static async start(): Promise<StubUpdates> {
    const stub = new StubUpdates();
    await once(stub.#sockets, 'listening');
    return stub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#sockets.address() as AddressInfo).port}`;
  }

  /** Resolves with the nth connection, from 1. */
  async connection(nth: number): Promise<StubConnection> {
    await until(() => this.connections.length >= nth, `connection ${nth}`);
    return this.connections[nth - 1]!;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
    await once(this.#sockets, 'close');
  }
}
