import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Update } from '../projections/update.ts';
import { UPDATES_CLOSE, UPDATES_PROTOCOL } from '../protocol/updates.ts';
import { Conversation } from './Conversation.ts';
import { type Turn, Topics } from './Topics.ts';
import type { UpdatesServices } from './UpdatesServices.ts';
import { Watcher } from './Watcher.ts';

/** Bytes of a frame from a watcher: a subscription with the longest ids and a token has some 1,300. */
const FRAME_BYTES_MAX = 4 * 1024;

/** Sockets of one address: a household, or a clan behind one. */
const SOCKETS_PER_ADDRESS_MAX = 100;

/** Milliseconds between two pings; whoever has not answered one by the next is gone. */
const HEARTBEAT_MS = 15_000;

const TOKEN = 'token';
const PARTY = 'party:';

/** The plain JSON WebSocket at /updates, for clients that do not speak Colyseus. docs/updates.md is its protocol. */
export class UpdatesServer {
  readonly #services: UpdatesServices;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: FRAME_BYTES_MAX, perMessageDeflate: false });
  readonly #topics = new Topics();
  readonly #watchers = new Map<Watcher, Conversation>();
  readonly #perAddress = new Map<string, number>();
  readonly #heartbeat: NodeJS.Timeout;
  readonly #stopListening: () => void;

  constructor(services: UpdatesServices) {
    this.#services = services;
    this.#heartbeat = setInterval(() => this.beat(), HEARTBEAT_MS).unref();
    this.#stopListening = services.store.subscribeUpdates((updates) => this.#tell(updates));
  }

  /** What there is now: open sockets, the addresses they are of, and the topics that are watched. */
  get counts(): { sockets: number; addresses: number; topics: number } {
    return { sockets: this.#watchers.size, addresses: this.#perAddress.size, topics: this.#topics.size };
  }

  /** Takes over the socket of an upgrade whose address is /updates. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#welcome(opened, request));
  }

  /** Pings everybody, and lets go of those that did not answer the last one. */
  beat(): void {
    for (const watcher of this.#watchers.keys()) {
      if (!watcher.answered) watcher.socket.terminate();
      else if (watcher.isOpen) watcher.socket.ping();
      watcher.answered = false;
    }
  }

  /** From now on upgrades are answered 503. */
  close(): void {
    clearInterval(this.#heartbeat);
    this.#stopListening();
    for (const watcher of this.#watchers.keys())
      watcher.close(UPDATES_CLOSE.shuttingDown, 'the server is shutting down');
    this.#sockets.close();
  }

  /** For those who do not answer the close. */
  terminate(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
  }

  #welcome(socket: WebSocket, request: IncomingMessage): void {
    const { log, now, addressOf } = this.#services;
    const watcher = new Watcher(socket);
    socket.on('error', (error) => log.debug({ err: error }, 'a socket of /updates failed'));
    if (!this.#count(socket, addressOf(request))) {
      return watcher.close(UPDATES_CLOSE.tooManySockets, `at most ${SOCKETS_PER_ADDRESS_MAX} sockets an address`);
    }
    watcher.send({ type: 'hello', protocol: UPDATES_PROTOCOL, server_time: now(), heartbeat_ms: HEARTBEAT_MS });
    const conversation = new Conversation(watcher, this.#topics, this.#services);
    this.#watchers.set(watcher, conversation);
    socket.on('pong', () => (watcher.answered = true));
    socket.on('close', () => {
      this.#watchers.delete(watcher);
      this.#topics.removeAll(watcher);
    });
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) watcher.close(UPDATES_CLOSE.binary, 'frames are text');
      else conversation.hear(data.toString());
    });
    const token = tokenOf(request);
    if (token !== undefined) conversation.authenticate(token);
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
      this.#turn(this.#topics.deliver(update));
      if (hidesParty(update)) this.#turn(this.#topics.stopOutsidersOf(update.topic.slice(PARTY.length)));
    }
  }

  #turn(turns: Turn[]): void {
    for (const { subscription, next } of turns) this.#watchers.get(subscription.watcher)?.turn(subscription, next);
  }
}

/** Its runs become as private as it is. */
function hidesParty({ topic, event, data, members_only }: Update): boolean {
  const isHidden = members_only === true && event === 'party_updated' && topic.startsWith(PARTY);
  return isHidden && Object.hasOwn(Object(data.party), 'privacy');
}

/** `ws://host/updates?token=…`, for browsers, which cannot send headers. */
function tokenOf({ url = '' }: IncomingMessage): string | undefined {
  return new URL(`ws://server${url}`).searchParams.get(TOKEN) ?? undefined;
}
