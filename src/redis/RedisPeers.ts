import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Call, Peers, Reply } from '../directory/calls.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { RedisLink } from './RedisLink.ts';

/** Milliseconds. Below the 3 s within which every request is answered. */
const CALL_MS = 2_500;

/** Seconds. A process that stops is taken over from in about that time. */
const RETRY_AFTER_SECONDS = 4;

/** What arrives may be another version's, but not what a client sent. */
const messageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('call'), id: z.string(), from: z.string(), call: z.custom<Packed>(isObject) }),
  z.object({ type: z.literal('reply'), id: z.string(), reply: z.custom<Reply>(isObject) }),
]);

type Message = z.infer<typeof messageSchema>;

/** A call that has not been answered yet. */
type Pending = { process: string; resolve: (reply: Reply) => void; reject: (error: AppError) => void };

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** Arguments by their place: JSON has no undefined, and makes null of it in a list. */
type Packed = Omit<Call, 'args'> & { args?: Record<string, unknown>; count?: number };

/** Calls to other processes by messages through Redis: one channel for each process, for calls and replies. */
export class RedisPeers implements Peers {
  readonly #link: RedisLink;
  readonly #process: string;
  readonly #log: Log;
  readonly #waiting = new Map<string, Pending>();
  #handle: (call: Call) => Promise<Reply> = () => Promise.resolve({ type: 'moved', to: null });

  private constructor(link: RedisLink, process: string, log: Log) {
    this.#link = link;
    this.#process = process;
    this.#log = log;
  }

  /** `process` is this process's own name. */
  static async open(link: RedisLink, process: string, log: Log): Promise<RedisPeers> {
    const peers = new RedisPeers(link, process, log);
    await link.presence.subscribe(channelOf(process), (message: unknown) => void peers.#receive(message));
    return peers;
  }

  get isUp(): boolean {
    return this.#link.isUp;
  }

  serve(handle: (call: Call) => Promise<Reply>): void {
    this.#handle = handle;
  }

  async call(process: string, call: Call): Promise<Reply> {
    if (!this.isUp) throw unreachable();
    const id = randomUUID();
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const late = setTimeout(() => reject(unreachable()), CALL_MS);
    this.#waiting.set(id, { process, resolve, reject });
    try {
      // Both are awaited from now on: it may be given up before it is sent.
      const sent = this.#send(process, { type: 'call', id, from: this.#process, call: packed(call) });
      const [reply] = await Promise.all([promise, sent]);
      return reply;
    } finally {
      clearTimeout(late);
      this.#waiting.delete(id);
    }
  }

  giveUp(process: string): void {
    for (const pending of this.#waiting.values()) if (pending.process === process) pending.reject(unreachable());
  }

  async #receive(arrived: unknown): Promise<void> {
    const { data: message } = messageSchema.safeParse(arrived);
    if (!message) return this.#log.warn({}, 'a message of another process was not understood');
    if (message.type === 'reply') return this.#waiting.get(message.id)?.resolve(message.reply);
    const { id, from, call } = message;
    const reply = await this.#handle(unpacked(call));
    if (reply.type === 'refused' && reply.error.kind === 'internal')
      this.#log.error({ call: call.type, from }, 'a call of another process failed');
    await this.#send(from, { type: 'reply', id, reply });
  }

  async #send(process: string, message: Message): Promise<void> {
    await this.#link.presence.publish(channelOf(process), message);
  }
}

function channelOf(process: string): string {
  return `muster:process:${process}`;
}

function unreachable(): AppError {
  return new AppError('owner_unreachable', undefined, { retryAfterSeconds: RETRY_AFTER_SECONDS });
}

function packed(call: Call): Packed {
  if (call.type !== 'ask') return call;
  const { args, ...rest } = call;
  return { ...rest, args: Object.fromEntries(args.entries()), count: args.length };
}

function unpacked(call: Packed): Call {
  const { args = {}, count = 0, ...rest } = call;
  if (call.type !== 'ask') return rest as Call;
  return { ...rest, args: Array.from({ length: count }, (_, i) => args[i]) } as Call;
}
