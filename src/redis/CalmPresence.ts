import { RedisPresence } from '@colyseus/redis-presence';
import type { Redis } from 'ioredis';
import type { Log } from '../log.ts';

type Listener = Parameters<RedisPresence['subscribe']>[1];

/**
 * Colyseus's presence on Redis. Colyseus does not await most of its calls, so that their failures would end the process: here they are
 * logged. What is lost while Redis is away is subscribed again, or told again, when it is back.
 */
export class CalmPresence extends RedisPresence {
  readonly #log: Pick<Log, 'debug'>;
  #isEnded = false;

  constructor(commands: Redis, log: Pick<Log, 'debug'>) {
    super(commands);
    this.#log = log;
  }

  override async subscribe(topic: string, listener: Listener): Promise<this> {
    return (await this.#tried('subscribe', () => super.subscribe(topic, listener))) ?? this;
  }

  override async unsubscribe(topic: string, listener?: Listener): Promise<this> {
    return (await this.#tried('unsubscribe', () => super.unsubscribe(topic, listener))) ?? this;
  }

  override async publish(topic: string, data: unknown): Promise<void> {
    await this.#tried('publish', () => super.publish(topic, data));
  }

  override async hset(key: string, field: string, value: string): Promise<boolean> {
    return (await this.#tried('hset', () => super.hset(key, field, value))) ?? false;
  }

  override async hdel(key: string, field: string): Promise<boolean> {
    return (await this.#tried('hdel', () => super.hdel(key, field))) ?? false;
  }

  /** Called by Colyseus as it shuts down. Other parts still need the connections: `end` closes them. */
  override shutdown(): void {}

  /** Opens the connection that listens. Before, nothing can be subscribed. */
  async open(): Promise<void> {
    await this.sub.connect();
  }

  /** Nothing arrives on the connection that listens. */
  listenAnew(): void {
    this.sub.disconnect(true);
  }

  /** The connection for commands is closed by its owner. */
  end(): void {
    this.#isEnded = true;
    this.sub.disconnect();
  }

  async #tried<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
    if (this.#isEnded) return undefined;
    try {
      return await work();
    } catch (error) {
      this.#log.debug({ err: error, what }, 'Redis did not take a command');
      return undefined;
    }
  }
}
