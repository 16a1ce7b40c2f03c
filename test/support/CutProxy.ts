import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What to do with a chunk that a client sends: pass it on, pass it on and hold back the answer to it, or swallow it. */
export type Verdict = 'pass' | 'pass, then cut' | 'cut';

/** A TCP proxy on 127.0.0.1 that can lose connections at a chosen moment. */
export class CutProxy {
  /** Judges what clients send from now on. */
  judge: (sent: Buffer) => Verdict = () => 'pass';
  /** Whether new connections are accepted only to be closed. */
  isDown = false;
  /** The port of the server. A test sets it anew after a restart. */
  target: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(target: number) {
    this.target = target;
    this.#server = createServer((client) => this.#accept(client));
  }

  static async start(target: number): Promise<CutProxy> {
    const proxy = new CutProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Ends all connections. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.#server.close();
    this.cut();
    await once(this.#server, 'close');
  }

  #accept(client: Socket): void {
    if (this.isDown) return void client.destroy();
    const server = connect(this.target, '127.0.0.1');
    let isHeld = false;
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      // The other end may be gone already, as intended.
      socket.on('error', () => {});
    }
    client.on('data', (sent) => {
      const verdict = this.judge(sent);
      if (verdict === 'cut') return client.destroy();
      if (verdict === 'pass, then cut') isHeld = true;
      server.write(sent);
    });
    // An answer to hold back means that the server has handled the request.
    server.on('data', (answer) => (isHeld ? client.destroy() : client.write(answer)));
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
  }
}
