import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { OperatorError } from '../errors.ts';
import type { Log } from '../log.ts';
import { CalmPresence } from './CalmPresence.ts';

/** Milliseconds. Below the 3 s within which a caller learns that Redis is away. */
const CONNECT_MS = 1_500;
const COMMAND_MS = 1_000;

/** Milliseconds between attempts to connect again. */
const RECONNECT_MS = 250;

/** Milliseconds between messages that this process sends to itself, and after which one that did not come means that Redis is away. */
const ECHO_MS = 500;
const ECHO_LATE_MS = 1_500;

/** Milliseconds that a start waits for Redis. */
const START_MS = 5_000;

/**
 * The connections to Redis. Commands fail at once or after COMMAND_MS while it is away, and nothing waits for it. Whether it is there is
 * judged by messages that go out and come back, because a connection may be open and dead.
 */
export class RedisLink {
  readonly commands: Redis;
  readonly presence: CalmPresence;
  readonly #log: Log;
  readonly #channel: string;
  #timer: NodeJS.Timeout | undefined;
  #echoAt = 0;
  #isUp = false;

  private constructor(url: string, log: Log) {
    this.#log = log;
    this.#channel = `muster:echo:${randomUUID()}`;
    this.commands = new Redis(url, {
      connectTimeout: CONNECT_MS,
      commandTimeout: COMMAND_MS,
      maxRetriesPerRequest: 0,
      enableOfflineQueue: false,
      retryStrategy: () => RECONNECT_MS,
      connectionName: 'muster',
    });
    this.presence = new CalmPresence(this.commands, log);
  }

  /** Throws an OperatorError if Redis cannot be reached. */
  static async open(url: string, log: Log): Promise<RedisLink> {
    const link = new RedisLink(url, log);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const late = setTimeout(reject, START_MS);
    await link.presence.subscribe(link.#channel, () => {
      link.#echoed();
      resolve();
    });
    link.#echo();
    try {
      await promise;
    } catch {
      link.close();
      throw new OperatorError('Redis (REDIS_URL) cannot be reached, or refuses this process. See its log.');
    } finally {
      clearTimeout(late);
    }
    return link;
  }

  /** Whether messages arrive. */
  get isUp(): boolean {
    return this.#isUp;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.presence.end();
  }

  #echo(): void {
    if (this.#isUp && performance.now() - this.#echoAt > ECHO_LATE_MS) this.#lose();
    void this.presence.publish(this.#channel, 1);
    this.#timer = setTimeout(() => this.#echo(), ECHO_MS).unref();
  }

  #echoed(): void {
    this.#echoAt = performance.now();
    if (this.#isUp) return;
    this.#isUp = true;
    this.#log.info({}, 'Redis is there');
  }

  /** A connection on which nothing arrives is given up, and made anew. */
  #lose(): void {
    this.#isUp = false;
    this.#log.warn({}, 'Redis is away: what other processes own is answered 503 until it is back');
    this.presence.reconnect();
  }
}
