import { z } from 'zod';
import type { LastHeard } from '../auth/LastHeard.ts';
import type { Log } from '../log.ts';
import { HEARD_SILENT_MS, HEARD_TOLD_EVERY_MS, HEARD_TOLD_MAX } from './limits.ts';
import type { RedisLink } from './RedisLink.ts';

const CHANNEL = 'muster:heard';

const messageSchema = z.object({
  from: z.string(),
  /** `at` is epoch milliseconds by the clock that all processes share. */
  heard: z.array(z.tuple([z.string(), z.number(), z.boolean()])).describe('player id, at, whether it was a heartbeat'),
});

type Options = {
  /** Unlike that of any other process. */
  processId: string;
  log: Pick<Log, 'warn'>;
  /** Milliseconds. Other than the usual ones for tests. */
  tellEveryMs?: number;
  silentMs?: number;
};

/**
 * Tells the processes of each other's calls of players, once a second by Redis, because a heartbeat may reach another process than the
 * one whose room asks. Calls that may have been missed, while Redis or a process was away, are made up for by the whole presence time.
 * Rule: [PARTY-11].
 */
export class HeardElsewhere {
  readonly #link: RedisLink;
  readonly #lastHeard: LastHeard;
  readonly #options: Options;
  readonly #silentMs: number;
  #calls = new Map<string, number>();
  #beats = new Map<string, number>();
  /** When each process, this one too, was last heard of. */
  readonly #processes = new Map<string, number>();
  #ticks: NodeJS.Timeout | undefined;

  constructor(link: RedisLink, lastHeard: LastHeard, options: Options) {
    this.#link = link;
    this.#lastHeard = lastHeard;
    this.#options = options;
    this.#silentMs = options.silentMs ?? HEARD_SILENT_MS;
  }

  async start(): Promise<void> {
    const { processId, tellEveryMs = HEARD_TOLD_EVERY_MS } = this.#options;
    this.#lastHeard.onHeard = ({ playerId, at, isBeat }) => this.#note(playerId, at, isBeat);
    this.#processes.set(processId, performance.now());
    await this.#link.presence.subscribe(CHANNEL, (message: unknown) => this.#receive(message));
    this.#ticks = setInterval(() => void this.#tick(), tellEveryMs).unref();
  }

  close(): void {
    clearInterval(this.#ticks);
    this.#lastHeard.onHeard = () => undefined;
  }

  #note(playerId: string, at: number, isBeat: boolean): void {
    const noted = isBeat ? this.#beats : this.#calls;
    if (noted.size < HEARD_TOLD_MAX || noted.has(playerId)) noted.set(playerId, at);
  }

  async #tick(): Promise<void> {
    this.#lookForSilent();
    const [beats, calls] = [[...this.#beats], [...this.#calls]];
    this.#beats = new Map();
    this.#calls = new Map();
    const heard = [...beats.map((call) => [...call, true]), ...calls.map((call) => [...call, false])];
    const message = { from: this.#options.processId, heard: heard.slice(0, HEARD_TOLD_MAX) };
    // What could not be sent is made up for: the others notice that this process is silent.
    await this.#link.presence.publish(CHANNEL, message);
  }

  #receive(message: unknown): void {
    const parsed = messageSchema.safeParse(message);
    if (!parsed.success) return this.#options.log.warn({}, `a message on ${CHANNEL} is not one of Muster's`);
    const { from, heard } = parsed.data;
    this.#processes.set(from, performance.now());
    if (from === this.#options.processId) return;
    for (const [playerId, at, isBeat] of heard) this.#lastHeard.hearElsewhere(playerId, at, isBeat);
  }

  /** A process that hears not even itself has lost its connection, so it misses all calls to others. */
  #lookForSilent(): void {
    const { processId } = this.#options;
    const now = performance.now();
    for (const [process, at] of this.#processes) {
      if (now - at < this.#silentMs) continue;
      this.#lastHeard.startAllAgain();
      if (process !== processId) this.#processes.delete(process);
    }
  }
}
