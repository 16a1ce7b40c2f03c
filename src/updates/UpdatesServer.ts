import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { addressKey } from '../auth/client-address.ts';
import { Tally } from '../auth/Tally.ts';
import { AppError } from '../errors.ts';
import { requestContext } from '../observability/request-context.ts';
import type { Update } from '../projections/update.ts';
import { RESTART_SECONDS, UPDATES_FRAME_BYTES_MAX, UPDATES_REFUSED_AT_ONCE_MAX } from '../protocol/limits.ts';
import type { Notice } from '../protocol/notice.ts';
import type { ToWatcher } from '../protocol/to-watcher.ts';
import { UPDATES_CLOSE, UPDATES_PROTOCOL } from '../protocol/updates.ts';
import { AnswerPace } from './AnswerPace.ts';
import { Conversation, type UpdatesServices } from './Conversation.ts';
import { TopicReader } from './TopicReader.ts';
import { type Interruption, Topics } from './Topics.ts';
import { Watcher } from './Watcher.ts';

/** Milliseconds between two pings. A socket that has not answered one when the next is due is closed. */
const HEARTBEAT_MS = 15_000;

const PARTY = 'party:';

/** The plain JSON WebSocket at /updates, for clients that do not use Colyseus. Its protocol is docs/updates.md. */
export class UpdatesServer {
  readonly #services: UpdatesServices;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: UPDATES_FRAME_BYTES_MAX,
    perMessageDeflate: false,
  });
  readonly #topics = new Topics();
  readonly #reader: TopicReader;
  readonly #pace = new AnswerPace();
  /** Sockets that are closing because their address has too many. */
  readonly #refused = new Tally();
  readonly #watchers = new Map<Watcher, Conversation>();
  readonly #heartbeat: NodeJS.Timeout;
  readonly #stopListening: () => void;

  constructor(services: UpdatesServices) {
    this.#services = services;
    this.#reader = new TopicReader(services.store);
    this.#heartbeat = setInterval(() => this.beat(), HEARTBEAT_MS).unref();
    const stopUpdates = services.store.subscribeUpdates((updates) => requestContext.exit(() => this.#deliver(updates)));
    const stopNotices = services.notices.follow((notice) => this.#tellNotice(notice));
    const stopLosses = services.store.onLostUpdates(() => this.#readAllAgain());
    this.#stopListening = () => (stopUpdates(), stopNotices(), stopLosses());
  }

  /** Open sockets, and the topics that are watched. */
  get counts(): { sockets: number; topics: number } {
    return { sockets: this.#watchers.size, topics: this.#topics.size };
  }

  /** Takes over the socket of an upgrade to /updates. Refuses `share_used_up` if too many others are being told that they are refused. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const address = this.#services.addressOf(request);
    const refusal = this.#count(address, socket);
    this.#sockets.handleUpgrade(request, socket, head, (opened) => {
      opened.on('error', (error) => this.#services.log.debug({ err: error }, 'a socket of /updates failed'));
      opened.on('close', (code) => this.#services.metrics.updatesClosed(code));
      const watcher = new Watcher(opened, this.#pace, address);
      if (refusal) watcher.close(UPDATES_CLOSE.tooManySockets, refusal.message);
      else this.#welcome(watcher, request);
    });
  }

  /** Counts the socket until it is closed. Returns why it is to be closed at once, because a page can read a close code but no status. */
  #count(address: string, socket: Duplex): AppError | null {
    try {
      socket.once('close', this.#services.connections.take(address));
      return null;
    } catch (error) {
      const key = addressKey(address);
      if (!(error instanceof AppError) || this.#refused.of(key) >= UPDATES_REFUSED_AT_ONCE_MAX) throw error;
      this.#refused.add(key);
      socket.once('close', () => this.#refused.remove(key));
      return error;
    }
  }

  /** Pings every socket, and terminates those that did not answer the last ping. The others' players are there. Rule: [PARTY-11]. */
  beat(): void {
    for (const watcher of this.#watchers.keys()) {
      if (!watcher.answered) watcher.socket.terminate();
      else if (watcher.isOpen) watcher.socket.ping();
      if (watcher.answered) this.#services.lastHeard.hear(watcher.playerId);
      watcher.answered = false;
    }
  }

  /** Closes every socket. Later upgrades are answered 503. */
  close(): void {
    clearInterval(this.#heartbeat);
    this.#stopListening();
    for (const watcher of this.#watchers.keys())
      watcher.close(UPDATES_CLOSE.shuttingDown, `the server is shutting down; reconnect in ${RESTART_SECONDS} s`);
    this.#sockets.close();
  }

  /** Ends the sockets that did not answer `close`. */
  terminate(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
  }

  #welcome(watcher: Watcher, request: IncomingMessage): void {
    const { now, notices } = this.#services;
    const { socket } = watcher;
    watcher.send({ type: 'hello', protocol: UPDATES_PROTOCOL, server_time: now(), heartbeat_ms: HEARTBEAT_MS });
    const notice = notices.current();
    if (notice) watcher.send({ type: 'notice', notice });
    const conversation = new Conversation(watcher, this.#topics, this.#reader, this.#services);
    this.#watchers.set(watcher, conversation);
    socket.on('pong', () => (watcher.answered = true));
    socket.on('close', () => {
      this.#watchers.delete(watcher);
      this.#topics.removeAll(watcher);
    });
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) watcher.close(UPDATES_CLOSE.binary, 'frames must be text');
      else conversation.receive(data.toString());
    });
    const token = tokenOf(request);
    if (token !== undefined) conversation.authenticate(token);
  }

  #tellNotice(notice: Notice | null): void {
    const frame = Buffer.from(JSON.stringify({ type: 'notice', notice } satisfies ToWatcher));
    for (const watcher of this.#watchers.keys()) watcher.sendShared(frame);
  }

  #deliver(updates: Update[]): void {
    for (const update of updates) {
      this.#reader.forget(update);
      this.#proceed(this.#topics.deliver(update));
      if (hidesParty(update)) this.#proceed(this.#topics.stopOutsidersOf(update.topic.slice(PARTY.length)));
    }
  }

  /** Updates were lost, of which nobody knows whose they were. Topics that have lost none go on without a gap. */
  #readAllAgain(): void {
    this.#reader.forgetAll();
    this.#proceed(this.#topics.interruptAll());
  }

  #proceed(interruptions: Interruption[]): void {
    for (const { subscription, next } of interruptions)
      this.#watchers.get(subscription.watcher)?.proceed(subscription, next);
  }
}

/** The party became private, and with it its session. */
function hidesParty({ topic, event, data, members_only }: Update): boolean {
  const isHidden = members_only === true && event === 'party_updated' && topic.startsWith(PARTY);
  return isHidden && Object.hasOwn(Object(data.party), 'privacy');
}

/** The token of `ws://host/updates?token=…`, for browsers, which cannot send headers. */
function tokenOf({ url = '' }: IncomingMessage): string | undefined {
  return new URL(`ws://server${url}`).searchParams.get('token') ?? undefined;
}
