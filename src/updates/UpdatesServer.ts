import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Update } from '../domain/updates/update.ts';
import { UPDATES_CLOSE, UPDATES_PROTOCOL } from '../protocol/updates.ts';
import { Conversation } from './Conversation.ts';
import { Topics } from './Topics.ts';
import type { UpdatesServices } from './UpdatesServices.ts';
import { Watcher } from './Watcher.ts';

/** Bytes of a frame from a watcher: a subscription with the longest ids and a token has some 1,300. */
const FRAME_BYTES_MAX = 4 * 1024;

/** Sockets of one address: a household, or a clan behind one. */
const SOCKETS_PER_ADDRESS_MAX = 100;

/** Frames of one socket in a second, and how many seconds' worth at once: a client that comes back asks for all its topics. */
const FRAMES_PER_SECOND_MAX = 20;
const BURST_SECONDS = 5;

/** Milliseconds between two pings; whoever has not answered one by the next is gone. */
const HEARTBEAT_MS = 15_000;

const TOKEN = 'token';

/** The plain JSON WebSocket at /updates, for clients that do not speak Colyseus. docs/updates.md is its protocol. */
export class UpdatesServer {
  readonly #services: UpdatesServices;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: FRAME_BYTES_MAX, perMessageDeflate: false });
  readonly #topics = new Topics();
  readonly #watchers = new Set<Watcher>();
  readonly #perAddress = new Map<string, number>();
  readonly #frames = new RateLimiterMemory({ points: FRAMES_PER_SECOND_MAX * BURST_SECONDS, duration: BURST_SECONDS });
  readonly #heartbeat: NodeJS.Timeout;
  readonly #stopListening: () => void;

  constructor(services: UpdatesServices) {
    this.#services = services;
    this.#heartbeat = setInterval(() => this.beat(), HEARTBEAT_MS).unref();
    this.#stopListening = services.store.subscribeUpdates((updates) => this.#tell(updates));
  }

  /** Takes over the socket of an upgrade whose address is /updates. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#welcome(opened, request));
  }

  /** Pings everybody, and lets go of those that did not answer the last one. */
  beat(): void {
    for (const watcher of this.#watchers) {
      if (!watcher.answered) watcher.socket.terminate();
      watcher.answered = false;
      watcher.socket.ping();
    }
  }

  close(): void {
    clearInterval(this.#heartbeat);
    this.#stopListening();
    for (const watcher of this.#watchers) watcher.close(UPDATES_CLOSE.shuttingDown, 'the server is shutting down');
    this.#sockets.close();
  }

  /** For those who do not answer the close. */
  terminate(): void {
    for (const { socket } of this.#watchers) socket.terminate();
  }

  #welcome(socket: WebSocket, request: IncomingMessage): void {
    const { log, now, addressOf } = this.#services;
    const watcher = new Watcher(socket);
    socket.on('error', (error) => log.debug({ err: error }, 'a socket of /updates failed'));
    if (!this.#count(socket, addressOf(request))) {
      return watcher.close(UPDATES_CLOSE.tooManySockets, `at most ${SOCKETS_PER_ADDRESS_MAX} sockets an address`);
    }
    this.#watchers.add(watcher);
    socket.on('pong', () => (watcher.answered = true));
    socket.on('close', () => {
      this.#watchers.delete(watcher);
      this.#topics.removeAll(watcher);
    });
    this.#converse(watcher, tokenOf(request));
    watcher.send({ type: 'hello', protocol: UPDATES_PROTOCOL, server_time: now(), heartbeat_ms: HEARTBEAT_MS });
  }

  /** Frames of one socket are answered one after another, so that answers come in their order. */
  #converse(watcher: Watcher, token: string | undefined): void {
    const conversation = new Conversation(watcher, this.#topics, this.#services);
    const key = crypto.randomUUID();
    let last: Promise<void> = token === undefined ? Promise.resolve() : conversation.authenticate({ token });
    watcher.socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) return watcher.close(UPDATES_CLOSE.binary, 'frames are text');
      last = last.then(() => this.#hear(watcher, conversation, key, data));
    });
  }

  async #hear(watcher: Watcher, conversation: Conversation, key: string, data: Buffer): Promise<void> {
    if (!watcher.isOpen) return;
    try {
      await this.#frames.consume(key);
    } catch {
      return watcher.close(UPDATES_CLOSE.tooManyFrames, `at most ${FRAMES_PER_SECOND_MAX} frames a second`);
    }
    await conversation.hear(data.toString('utf8'));
  }

  /** False where the address has enough. */
  #count(socket: WebSocket, address: string): boolean {
    const count = this.#perAddress.get(address) ?? 0;
    if (count >= SOCKETS_PER_ADDRESS_MAX) return false;
    this.#perAddress.set(address, count + 1);
    socket.on('close', () => {
      const left = this.#perAddress.get(address)! - 1;
      if (left > 0) this.#perAddress.set(address, left);
      else this.#perAddress.delete(address);
    });
    return true;
  }

  #tell(updates: Update[]): void {
    for (const update of updates) {
      for (const { watcher, topic } of this.#topics.deliver(update)) watcher.send({ type: 'unsubscribed', topic });
    }
  }
}

/** `ws://host/updates?token=…`, for browsers, which cannot send headers. */
function tokenOf({ url = '' }: IncomingMessage): string | undefined {
  return new URL(`ws://server${url}`).searchParams.get(TOKEN) ?? undefined;
}
