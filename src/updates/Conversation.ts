import { AppError } from '../errors.ts';
import { parseOrRefuse } from '../protocol/faults.ts';
import { type FromWatcher, fromWatcherSchema, ref as refSchema, topicOf, UPDATES_CLOSE } from '../protocol/updates.ts';
import { FRAMES_AT_ONCE_MAX, FRAMES_PER_SECOND_MAX, FrameBudget } from './FrameBudget.ts';
import { readBeginning } from './read-beginning.ts';
import { readTopic } from './read-topic.ts';
import { type Next, Subscription } from './Subscription.ts';
import type { Topics } from './Topics.ts';
import type { UpdatesServices } from './UpdatesServices.ts';
import type { Watcher } from './Watcher.ts';

/** Topics of one socket: a player's party, run, lobby and some worlds; an overview of more has the board. */
const TOPICS_MAX = 50;

type Frame<Type extends FromWatcher['type']> = Extract<FromWatcher, { type: Type }>;
type Ref = { ref?: string | number };

/**
 * What one watcher says, and what it is answered, in that order. A wrong frame is an `error` with its `ref`, and nothing
 * else happens; too many close the socket.
 */
export class Conversation {
  readonly #watcher: Watcher;
  readonly #topics: Topics;
  readonly #services: UpdatesServices;
  readonly #budget: FrameBudget;
  #last = Promise.resolve();
  #waiting = 0;

  constructor(watcher: Watcher, topics: Topics, services: UpdatesServices) {
    this.#watcher = watcher;
    this.#topics = topics;
    this.#services = services;
    this.#budget = new FrameBudget(services.now());
  }

  hear(text: string): void {
    if (!this.#watcher.isOpen) return;
    // Those that wait are bounded too: the one before them may take long.
    if (!this.#budget.take(this.#services.now()) || this.#waiting >= FRAMES_AT_ONCE_MAX) {
      return this.#watcher.close(UPDATES_CLOSE.tooManyFrames, `at most ${FRAMES_PER_SECOND_MAX} frames a second`);
    }
    this.#inOrder(() => this.#hear(text));
  }

  /** Of the address's `?token=`. */
  authenticate(token: string): void {
    this.#inOrder(() => this.#authenticate({ type: 'auth', token }, {}));
  }

  /** After updates came of which one was not simply told. */
  turn(subscription: Subscription, next: Next): void {
    if (next === 'ended') this.#end(subscription);
    if (next === 'begins again') this.#inOrder(() => this.#beginAgain(subscription));
  }

  #inOrder(task: () => Promise<void>): void {
    this.#waiting += 1;
    this.#last = this.#last.then(async () => {
      try {
        if (this.#watcher.isOpen) await task();
      } catch (error) {
        this.#refuse(error, {});
      }
      await this.#watcher.longTaken;
      this.#waiting -= 1;
    });
  }

  async #hear(text: string): Promise<void> {
    let ref: Ref = {};
    try {
      const json = parseJson(text);
      ref = refOf(json);
      await this.#answer(parseOrRefuse(fromWatcherSchema, json), ref);
    } catch (error) {
      this.#refuse(error, ref);
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

  /** What is watched already stays as it is seen. */
  async #authenticate({ token, player_id }: Frame<'auth'>, ref: Ref): Promise<void> {
    const caller = await this.#services.guests.callerOf({
      ...(token !== undefined && { token }),
      ...(player_id !== undefined && { player_id }),
    });
    if (caller === null) throw new AppError('unauthorized', 'auth needs a token or a player_id');
    this.#watcher.playerId = caller;
    this.#watcher.send({ type: 'authenticated', player_id: caller, ...ref });
  }

  /** Subscribing again begins again: it is what a client does that has lost its place. */
  async #subscribe(frame: Frame<'subscribe'>, ref: Ref): Promise<void> {
    const topic = topicOf(frame);
    this.#topics.remove(this.#watcher, topic);
    if (this.#topics.countOf(this.#watcher) >= TOPICS_MAX) {
      throw new AppError('subscriptions_full', `at most ${TOPICS_MAX} topics a socket; unsubscribe from one first`);
    }
    const subscription = new Subscription(this.#watcher, topic);
    await this.#begin(subscription, frame.since, () => this.#watcher.send({ type: 'subscribed', topic, ...ref }));
  }

  async #begin(subscription: Subscription, since: number | undefined, welcome: () => void): Promise<void> {
    const { topic, playerId } = subscription;
    // Before it is read, so that nothing is missed in between.
    this.#topics.add(subscription);
    try {
      const asked = { topic, playerId, ...(since !== undefined && { since }) };
      const beginning = await readBeginning(this.#services.store, asked);
      welcome();
      this.turn(subscription, subscription.begin(beginning));
    } catch (error) {
      this.#topics.remove(this.#watcher, topic);
      throw error;
    } finally {
      // Closed meanwhile: its close has let go of what there was by then.
      if (!this.#watcher.isOpen) this.#topics.removeAll(this.#watcher);
    }
  }

  /** Unless the watcher has gone on to something else. */
  async #beginAgain(subscription: Subscription): Promise<void> {
    if (!this.#topics.has(subscription)) return;
    const { topic, playerId } = subscription;
    subscription.waitForBeginning();
    try {
      const whole = await readTopic(this.#services.store, topic, playerId);
      this.turn(subscription, subscription.begin({ from: 'snapshot', ...whole, isResync: true }));
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

  #refuse(error: unknown, ref: Ref): void {
    if (!(error instanceof AppError)) this.#services.log.error({ err: error }, 'a frame of /updates failed');
    const refused = error instanceof AppError ? error : new AppError('internal');
    this.#watcher.send({ type: 'error', ...refused.toData(), ...ref });
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
