import { setTimeout as delay } from 'node:timers/promises';
import { anyOf, type Member } from './Cluster.ts';
import { type Body, type Call, type History, isRetriable, outcomeOf, type Write } from './history.ts';

/** Milliseconds after which a client takes a request for lost. Longer than any answer may take, so that late ones are seen as late. */
const CLIENT_MS_MAX = 6_000;

/** Milliseconds between two attempts. A real client waits longer; this one must find out soon that service resumes. */
const RETRY_MS = 150;

/** Milliseconds after which a client gives up a write. */
const GIVE_UP_MS = 45_000;

/** Milliseconds without an answer after which clients prefer other processes, as a load balancer does. */
const SLOW_MS = 1_000;

/** Milliseconds for which they do so after a connection was lost. */
const SHUNNED_MS = 3_000;

/** How many acknowledged writes are sent once more: a client that missed the answer would do so. */
const REPEATED = 0.1;

let keys = 0;

/** What a client wants to write. */
export type Wanted = Omit<Write, 'key' | 'calls'> & {
  method?: string;
  path: string;
  body: object;
};

/** Clients of the REST API that each ask any process, and record what they ask and are answered. */
export class RestClients {
  readonly members: readonly Member[];
  readonly history: History;
  /** Whether writes are no longer tried again. */
  isGivenUp = false;
  /** When what each process has not answered yet was sent. */
  readonly #pending = new Map<string, Set<number>>();
  /** Until when clients prefer others to a process that did not answer. */
  readonly #shunned = new Map<string, number>();

  constructor(members: readonly Member[], history: History) {
    this.members = members;
    this.history = history;
  }

  /** Sends it under one Idempotency-Key until it is acknowledged, refused by a rule, or given up. Null unless it was acknowledged. */
  async write(
    { method = 'POST', path, body, ...known }: Wanted,
    members: () => readonly Member[] = () => this.members,
  ): Promise<Body | null> {
    const write: Write = { ...known, key: `k${++keys}`, calls: [] };
    this.history.writes.push(write);
    const attempt = async () => {
      const call = await this.#call(
        method,
        path,
        { body, key: write.key, what: `${known.what} ${write.key}` },
        members(),
      );
      write.calls.push(call);
      return call;
    };
    const since = performance.now();
    while (isRetriable((await attempt()).answer)) {
      if (performance.now() - since > GIVE_UP_MS || this.isGivenUp) return null;
      await delay(RETRY_MS);
    }
    const outcome = outcomeOf(write);
    if (outcome.type !== 'acknowledged') return null;
    if (Math.random() < REPEATED) await attempt();
    return outcome.body;
  }

  /** One attempt, recorded. Null unless it was answered 200. */
  async read(path: string, members = this.members): Promise<Body | null> {
    const call = await this.#call('GET', path, { what: `GET ${path}` }, members);
    this.history.reads.push(call);
    const outcome = outcomeOf({ calls: [call] });
    return outcome.type === 'acknowledged' ? outcome.body : null;
  }

  async #call(
    method: string,
    path: string,
    { body, key, what }: { body?: object; key?: string; what: string },
    members = this.members,
  ): Promise<Call> {
    const sent = performance.now();
    const quick = members.filter(({ name }) => !this.#isSlow(name, sent));
    const member = anyOf(quick.length > 0 ? quick : members);
    const pending = this.#pending.get(member.name) ?? new Set();
    this.#pending.set(member.name, pending.add(sent));
    const recorded = (answer: Call['answer']): Call => ({
      process: member.name,
      what,
      sent,
      answered: performance.now(),
      answer,
    });
    try {
      const response = await fetch(member.url + path, {
        method,
        headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(CLIENT_MS_MAX),
      });
      const text = await response.text();
      return recorded({ status: response.status, text, retryAfter: response.headers.get('retry-after') });
    } catch (error) {
      const isTimeout = error instanceof DOMException && error.name === 'TimeoutError';
      this.#shunned.set(member.name, performance.now() + SHUNNED_MS);
      return recorded({ lost: isTimeout ? 'timeout' : 'network' });
    } finally {
      pending.delete(sent);
    }
  }

  #isSlow(process: string, now: number): boolean {
    if (now < (this.#shunned.get(process) ?? 0)) return true;
    return [...(this.#pending.get(process) ?? [])].some((sent) => now - sent > SLOW_MS);
  }
}
