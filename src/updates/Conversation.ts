import { AppError } from '../domain/errors.ts';
import type { Topic } from '../domain/updates/update.ts';
import { parseOrRefuse } from '../protocol/faults.ts';
import { type FromWatcher, fromWatcherSchema, topicOf } from '../protocol/updates.ts';
import { readTopic } from './read-topic.ts';
import { Subscription } from './Subscription.ts';
import type { Topics } from './Topics.ts';
import type { UpdatesServices } from './UpdatesServices.ts';
import type { Watcher } from './Watcher.ts';

/** Topics of one socket: a player's party, run, lobby and some worlds; an overview of more has the board. */
const TOPICS_MAX = 50;

type Frame<Type extends FromWatcher['type']> = Extract<FromWatcher, { type: Type }>;
type Ref = { ref?: string | number };

/** What one watcher says, and what it is answered. A wrong frame is an `error` with its `ref`, and nothing else happens. */
export class Conversation {
  readonly #watcher: Watcher;
  readonly #topics: Topics;
  readonly #services: UpdatesServices;

  constructor(watcher: Watcher, topics: Topics, services: UpdatesServices) {
    this.#watcher = watcher;
    this.#topics = topics;
    this.#services = services;
  }

  async hear(text: string): Promise<void> {
    let ref: Ref = {};
    try {
      const json = parseJson(text);
      ref = refOf(json);
      await this.#answer(parseOrRefuse(fromWatcherSchema, json), ref);
    } catch (error) {
      this.#refuse(error, ref);
    }
  }

  /** Of the address's `?token=`, or of an `auth` frame. */
  async authenticate(claim: { token?: string; player_id?: string }, ref: Ref = {}): Promise<void> {
    try {
      const caller = await this.#services.guests.callerOf(claim);
      if (!caller) throw new AppError('unauthorized', 'auth needs a token or a player_id');
      this.#watcher.playerId = caller.player_id;
      this.#watcher.send({ type: 'authenticated', player_id: caller.player_id, ...ref });
    } catch (error) {
      this.#refuse(error, ref);
    }
  }

  async #answer(frame: FromWatcher, ref: Ref): Promise<void> {
    switch (frame.type) {
      case 'ping':
        return this.#watcher.send({ type: 'pong', server_time: this.#services.now(), ...ref });
      case 'auth': {
        const { token, player_id } = frame;
        return this.authenticate(
          { ...(token !== undefined && { token }), ...(player_id !== undefined && { player_id }) },
          ref,
        );
      }
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

  /** Subscribing again begins again: it is what a client does that has lost its place. */
  async #subscribe(frame: Frame<'subscribe'>, ref: Ref): Promise<void> {
    const topic = topicOf(frame);
    this.#topics.remove(this.#watcher, topic);
    if (this.#topics.countOf(this.#watcher) >= TOPICS_MAX) {
      throw new AppError('subscriptions_full', `at most ${TOPICS_MAX} topics a socket; unsubscribe from one first`);
    }
    const subscription = new Subscription(this.#watcher, topic);
    this.#topics.add(subscription);
    try {
      await this.#begin(subscription, frame.since, ref);
    } catch (error) {
      this.#topics.remove(this.#watcher, topic);
      throw error;
    }
    // Closed meanwhile: its close has let go of what there was by then.
    if (!this.#watcher.isOpen) this.#topics.removeAll(this.#watcher);
  }

  async #begin(subscription: Subscription, since: number | undefined, ref: Ref): Promise<void> {
    const { store } = this.#services;
    const { topic } = subscription;
    const seen = await readTopic(store, topic, this.#watcher.playerId);
    this.#watcher.send({ type: 'subscribed', topic, ...ref });
    if (since === undefined) return subscription.beginWith(seen);
    const missed = await store.updatesSince(topic, since);
    if (missed && isForAll(missed, seen.asMember)) return subscription.beginAfter(since, missed, seen.asMember);
    this.#watcher.send({ type: 'resync', topic });
    subscription.beginWith(await readTopic(store, topic, this.#watcher.playerId));
  }

  #refuse(error: unknown, ref: Ref): void {
    if (!(error instanceof AppError)) this.#services.log.error({ err: error }, 'a frame of /updates failed');
    const refused = error instanceof AppError ? error : new AppError('internal');
    this.#watcher.send({ type: 'error', ...refused.toRefusal(), ...ref });
  }
}

/** What was told to members alone is not told afterwards to those who were none, or are none now. */
function isForAll(missed: { members_only?: true; topic: Topic }[], asMember: boolean): boolean {
  return asMember || missed.every(({ members_only }) => !members_only);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError('malformed_json', 'a frame must be a JSON object');
  }
}

function refOf(json: unknown): Ref {
  const ref = typeof json === 'object' && json !== null && 'ref' in json ? json.ref : undefined;
  return (typeof ref === 'string' && ref.length <= 64) || typeof ref === 'number' ? { ref } : {};
}
