import { z } from 'zod';
import type { Log } from '../log.ts';
import { CONNECTIONS_FORGOTTEN_MS, CONNECTIONS_TOLD_EVERY_MS, CONNECTIONS_TOLD_PART } from './limits.ts';
import type { RedisLink } from './RedisLink.ts';

/**
 * Stores what this process (ARGV[1]) holds (ARGV[2]) and when, by the clock of Redis; forgets processes that have not done so for
 * ARGV[3] ms; returns the fields and values of what is left.
 */
const EXCHANGE = `
local time = redis.call('time')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('hset', KEYS[1], ARGV[1], ARGV[2])
redis.call('zadd', KEYS[2], now, ARGV[1])
for _, ended in ipairs(redis.call('zrangebyscore', KEYS[2], '-inf', now - ARGV[3])) do
  redis.call('hdel', KEYS[1], ended)
  redis.call('zrem', KEYS[2], ended)
end
redis.call('pexpire', KEYS[1], ARGV[3])
redis.call('pexpire', KEYS[2], ARGV[3])
return redis.call('hgetall', KEYS[1])`;

const KEYS = ['muster:connections', 'muster:connections:at'] as const;

/** Addresses and how many connections each has, as a process stores them. */
const heldSchema = z.array(z.tuple([z.string(), z.number()]));

type Options = {
  /** Unlike that of any other process. */
  processId: string;
  /** The connections that an address may have. Null is no limit. */
  max: number | null;
  log: Pick<Log, 'warn'>;
};

/**
 * How many connections each address has at the other processes, as of a second ago. Processes tell each other by Redis, under keys that
 * expire when the processes end. While Redis is away nothing is known of others, so the limit holds for each process alone. Rule: [SHARE-3].
 */
export class HeldElsewhere {
  readonly #link: RedisLink;
  readonly #options: Options;
  readonly #toldMin: number;
  #held = new Map<string, number>();
  #holders: () => Iterable<[address: string, held: number]> = () => [];
  #exchangedAt = -Infinity;
  #exchanges: NodeJS.Timeout | undefined;

  constructor(link: RedisLink, options: Options) {
    this.#link = link;
    this.#options = options;
    this.#toldMin = Math.max(1, Math.floor((options.max ?? 0) * CONNECTIONS_TOLD_PART));
  }

  of(address: string): number {
    return this.#held.get(address) ?? 0;
  }

  /** `holders` is what each address has at this process. Does nothing without a limit. */
  async start(holders: () => Iterable<[address: string, held: number]>): Promise<void> {
    if (this.#options.max === null) return;
    this.#holders = holders;
    await this.exchange();
    this.#exchanges = setInterval(() => void this.exchange(), CONNECTIONS_TOLD_EVERY_MS).unref();
  }

  /** The others forget this process by themselves. */
  close(): void {
    clearInterval(this.#exchanges);
  }

  /** Tells the others, and learns what they hold. Never rejects. */
  async exchange(): Promise<void> {
    const { processId, log } = this.#options;
    try {
      const told = JSON.stringify([...this.#holders()].filter(([, count]) => count >= this.#toldMin));
      const stored = await this.#link.commands.eval(
        EXCHANGE,
        KEYS.length,
        ...KEYS,
        processId,
        told,
        CONNECTIONS_FORGOTTEN_MS,
      );
      this.#held = this.#sumOf(stored as string[]);
      this.#exchangedAt = performance.now();
    } catch (error) {
      if (performance.now() - this.#exchangedAt < CONNECTIONS_FORGOTTEN_MS) return;
      // That Redis is away is logged by the link.
      if (this.#link.isUp) log.warn({ err: error }, 'what addresses hold at other processes is not known');
      this.#held = new Map();
    }
  }

  /** `stored` is process, holdings, process, holdings, … */
  #sumOf(stored: string[]): Map<string, number> {
    const sum = new Map<string, number>();
    for (let i = 0; i < stored.length; i += 2) {
      if (stored[i] === this.#options.processId) continue;
      for (const [address, count] of heldSchema.parse(JSON.parse(stored[i + 1]!)))
        sum.set(address, (sum.get(address) ?? 0) + count);
    }
    return sum;
  }
}
