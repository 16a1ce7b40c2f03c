import type { IncomingMessage } from 'node:http';
import type { ConnectionLimit } from '../auth/ConnectionLimit.ts';
import type { Guests } from '../auth/Guests.ts';
import type { LastHeard } from '../auth/LastHeard.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../observability/Metrics.ts';
import { parseOrRefuse } from '../protocol/faults.ts';
import type { NoticeSource } from '../protocol/notice.ts';
import { UPDATES_FRAMES_AT_ONCE_MAX, UPDATES_FRAMES_PER_SECOND_MAX, UPDATES_TOPICS_MAX } from '../protocol/limits.ts';
import { type FromWatcher, fromWatcherSchema, ref as refSchema, topicOf, UPDATES_CLOSE } from '../protocol/updates.ts';
import type { Store } from '../store/store.ts';
import { readStart, type Start } from './read-start.ts';
import { type Next, Subscription } from './Subscription.ts';
import type { TopicReader } from './TopicReader.ts';
import type { Topics } from './Topics.ts';
import type { Watcher } from './Watcher.ts';

/** What /updates uses. `now` is epoch milliseconds; `addressOf` identifies one client. */
export type UpdatesServices = {
  store: Store;
  guests: Guests;
  lastHeard: LastHeard;
  now: () => number;
  log: Log;
  addressOf: (request: IncomingMessage) => string;
  connections: ConnectionLimit;
  notices: NoticeSource;
  metrics: Pick<Metrics, 'updatesClosed'>;
};

type Frame<Type extends FromWatcher['type']> = Extract<FromWatcher, { type: Type }>;
type Ref = { ref?: string | number };

/**
 * Answers one watcher's frames, in their order. An invalid frame is answered with an `error` that has its `ref` and changes nothing;
 * too many frames close the socket.
 */
export class Conversation {
  readonly #watcher: Watcher;
  readonly #topics: Topics;
  readonly #reader: TopicReader;
  readonly #services: UpdatesServices;
  readonly #budget: FrameBudget;
  #last = Promise.resolve();
  #waiting = 0;

  constructor(watcher: Watcher, topics: Topics, reader: TopicReader, services: UpdatesServices) {
    this.#watcher = watcher;
    this.#topics = topics;
    this.#reader = reader;
    this.#services = services;
    this.#budget = new FrameBudget(services.now());
  }

  receive(text: string): void {
    if (!this.#watcher.isOpen) return;
    // Waiting frames are bounded too, because the one before them may take long.
    if (!this.#budget.take(this.#services.now()) || this.#waiting >= UPDATES_FRAMES_AT_ONCE_MAX) {
      return this.#watcher.close(
        UPDATES_CLOSE.tooManyFrames,
        `at most ${UPDATES_FRAMES_PER_SECOND_MAX} frames per second`,
      );
    }
    this.#inOrder(() => this.#handle(text));
  }

  /** Authenticates with the token in the address, `?token=`. */
  authenticate(token: string): void {
    this.#inOrder(() => this.#authenticate({ type: 'auth', token }, {}));
  }

  /** Ends the subscription or reads its topic again, if an update requires that. */
  proceed(subscription: Subscription, next: Next): void {
    if (next === 'end') this.#end(subscription);
    if (next === 'resync') this.#inOrder(() => this.#resync(subscription));
  }

  #inOrder(task: () => Promise<void>): void {
    this.#waiting += 1;
    this.#last = this.#last.then(async () => {
      try {
        if (this.#watcher.isOpen) await task();
      } catch (error) {
        this.#sendError(error, {});
      }
      await this.#watcher.longTaken;
      this.#waiting -= 1;
    });
  }

  async #handle(text: string): Promise<void> {
    let ref: Ref = {};
    try {
      const json = parseJson(text);
      ref = refOf(json);
      await this.#answer(parseOrRefuse(fromWatcherSchema, json), ref);
    } catch (error) {
      this.#sendError(error, ref);
    }
  }

  async #answer(frame: FromWatcher, ref: Ref): Promise<void> {
    switch (frame.type) {
      case 'ping':
        return this.#watcher.send({ type: 'pong', server_time: this.#services.now(), ...ref });
      case 'auth':
        return this.#authenticate(frame, ref);
      case 'unsubscribe': {
        const topic = topicOf(frame);
        this.#topics.remove(this.#watcher, topic);
        return this.#watcher.send({ type: 'unsubscribed', topic, ...ref });
      }
      case 'subscribe':
        return this.#subscribe(frame, ref);
      default:
        return frame satisfies never;
    }
  }

  /** Existing subscriptions keep the view that they were made with. */
  async #authenticate({ token, player_id }: Frame<'auth'>, ref: Ref): Promise<void> {
    const caller = await this.#services.guests.callerOf({
      ...(token !== undefined && { token }),
      ...(player_id !== undefined && { player_id }),
    });
    if (caller === null) throw new AppError('unauthorized', 'auth needs a token or a player_id');
    this.#watcher.playerId = caller;
    this.#watcher.send({ type: 'authenticated', player_id: caller, ...ref });
  }

  /** A second subscription to a topic replaces the first: clients that have lost track send one. */
  async #subscribe(frame: Frame<'subscribe'>, ref: Ref): Promise<void> {
    const topic = topicOf(frame);
    await this.#watcher.turn();
    this.#topics.remove(this.#watcher, topic);
    if (this.#topics.countOf(this.#watcher) >= UPDATES_TOPICS_MAX) {
      throw new AppError(
        'subscriptions_full',
        `at most ${UPDATES_TOPICS_MAX} topics per socket; unsubscribe from one first`,
      );
    }
    const subscription = new Subscription(this.#watcher, topic);
    await this.#start(subscription, frame.since, () => this.#watcher.send({ type: 'subscribed', topic, ...ref }));
  }

  async #start(subscription: Subscription, since: number | undefined, confirm: () => void): Promise<void> {
    const { topic } = subscription;
    // Added before the topic is read, so that no update is missed in between.
    this.#topics.add(subscription);
    try {
      const start = await this.#read(subscription, since);
      confirm();
      this.proceed(subscription, subscription.start(start));
    } catch (error) {
      this.#topics.remove(this.#watcher, topic);
      throw error;
    } finally {
      // If the socket closed meanwhile, its close handler has run already.
      if (!this.#watcher.isOpen) this.#topics.removeAll(this.#watcher);
    }
  }

  async #read({ topic, playerId }: Subscription, since: number | undefined): Promise<Start> {
    const { store } = this.#services;
    const start = await readStart(store, this.#reader, { topic, playerId, since });
    // What is read may be newer than what was told: that comes now, while the subscription waits, and is dropped.
    await store.caughtUp();
    return start;
  }

  /** Does nothing if the watcher has unsubscribed, or subscribed again. */
  async #resync(subscription: Subscription): Promise<void> {
    await this.#watcher.turn();
    if (!this.#topics.has(subscription)) return;
    try {
      const start = await this.#read(subscription, subscription.restart());
      const isSnapshot = start.type === 'snapshot';
      this.proceed(subscription, subscription.start(isSnapshot ? { ...start, isResync: true } : start));
    } catch (error) {
      subscription.finish();
      this.#end(subscription);
      if (!(error instanceof AppError)) throw error;
    }
  }

  #end({ topic }: Subscription): void {
    this.#topics.remove(this.#watcher, topic);
    this.#watcher.send({ type: 'unsubscribed', topic });
  }

  #sendError(error: unknown, ref: Ref): void {
    if (!(error instanceof AppError)) this.#services.log.error({ err: error }, 'a frame of /updates failed');
    const refusal = error instanceof AppError ? error : new AppError('internal');
    this.#watcher.send({ type: 'error', ...refusal.toData(), ...ref });
  }
}

/** UPDATES_FRAMES_AT_ONCE_MAX frames, refilled by UPDATES_FRAMES_PER_SECOND_MAX. */
class FrameBudget {
  #left = UPDATES_FRAMES_AT_ONCE_MAX;
  #at: number;

  /** Epoch milliseconds. */
  constructor(now: number) {
    this.#at = now;
  }

  /** False if no frame is left. A clock that was set back refills nothing and takes nothing. */
  take(now: number): boolean {
    const refill = (Math.max(0, now - this.#at) / 1_000) * UPDATES_FRAMES_PER_SECOND_MAX;
    this.#at = now;
    this.#left = Math.min(UPDATES_FRAMES_AT_ONCE_MAX, this.#left + refill);
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError('malformed_json', 'a frame must be a JSON object');
  }
}

function refOf(json: unknown): Ref {
  const { data: ref } = refSchema.safeParse(
    typeof json === 'object' && json !== null && 'ref' in json ? json.ref : null,
  );
  return ref === undefined ? {} : { ref };
}
