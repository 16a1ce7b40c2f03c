import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import type { Reached } from '../app.ts';
import { freePort } from '../free-port.ts';
import { PostgresServer } from '../PostgresServer.ts';
import { RedisServer } from '../RedisServer.ts';
import { type Exit, type ServerProcess, spawnServer } from '../server-process.ts';
import { TestClient } from '../TestClient.ts';
import { until } from '../until.ts';
import type { LinkState } from './Link.ts';
import { Network, type NetworkLink } from './Network.ts';

const SETTABLE_DATE = pathToFileURL(join(import.meta.dirname, '../../main/settable-date.ts')).href;

const SECRET = 'a secret of at least 32 characters, for tests';

/** Milliseconds after which a client asks again what was answered 503, and for which it does so. */
const BUSY_MS = 200;
const BUSY_MS_MAX = 15_000;

export type ClusterOptions = {
  processes?: number;
  env?: Record<string, string>;
  /** Milliseconds by which the clock of each process is off, by its place. */
  clocksOffMs?: number[];
};

/** One Muster process, with its own network to Redis and to PostgreSQL. */
export class Member {
  /** `p1`, `p2` ... It outlives restarts. */
  readonly name: string;
  readonly url: string;
  readonly toRedis: NetworkLink;
  readonly toPostgres: NetworkLink;
  readonly #env: Record<string, string>;
  #server: ServerProcess | null = null;
  #isSuspended = false;

  constructor(
    name: string,
    port: number,
    links: { redis: NetworkLink; postgres: NetworkLink },
    env: Record<string, string>,
  ) {
    this.name = name;
    this.url = `http://127.0.0.1:${port}`;
    this.toRedis = links.redis;
    this.toPostgres = links.postgres;
    this.#env = { ...env, PORT: String(port), PUBLIC_ADDRESS: `127.0.0.1:${port}` };
  }

  /** Resolves when it is ready to serve. */
  async start(): Promise<void> {
    this.#server = await spawnServer({ env: this.#env });
    await until(async () => (await fetch(`${this.url}/readyz`)).ok, `${this.name} is ready`);
  }

  /** Whether it runs and is not suspended. */
  get isServing(): boolean {
    return this.#server !== null && this.#server.alive() && !this.#isSuspended;
  }

  get isSuspended(): boolean {
    return this.#isSuspended;
  }

  /** Suspends or resumes it. */
  freeze(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#isSuspended = signal === 'SIGSTOP';
    process.kill(this.#server!.pid, signal);
  }

  /** Resolves when it has ended. Removes what it kept on disk. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<Exit> {
    const exit = await this.#server!.kill(signal);
    await this.#server!.stop();
    return exit;
  }

  /** Cuts or restores its network to Redis, to PostgreSQL, or to both. */
  async partition(from: 'redis' | 'postgres' | 'both', state: LinkState): Promise<void> {
    if (from !== 'postgres') await this.toRedis.set(state);
    if (from !== 'redis') await this.toPostgres.set(state);
  }

  output(): string {
    return this.#server?.output() ?? '';
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }
}

/** Some processes of one Muster, with a Redis and a PostgreSQL of their own. */
export class Cluster {
  readonly redis: RedisServer;
  readonly postgres: PostgresServer;
  readonly database: string;
  readonly members: Member[] = [];
  readonly #network = new Network();

  private constructor(redis: RedisServer, postgres: PostgresServer, database: string) {
    this.redis = redis;
    this.postgres = postgres;
    this.database = database;
  }

  /** Resolves when every process is ready. If one does not start, everything is stopped again. */
  static async start({
    processes = Number(process.env.NP ?? 3),
    env = {},
    clocksOffMs = [],
  }: ClusterOptions = {}): Promise<Cluster> {
    const [redis, postgres] = await Promise.all([RedisServer.start(), PostgresServer.start()]);
    const cluster = new Cluster(redis, postgres, await postgres.newDatabase());
    try {
      for (let place = 0; place < processes; place++) await cluster.#add({ env, clockOffMs: clocksOffMs[place] ?? 0 });
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  /** Those that run and are not suspended. */
  get serving(): Member[] {
    return this.members.filter((member) => member.isServing);
  }

  /** Ends every fault: what was stopped runs, what was suspended goes on, and all traffic passes. */
  async heal(): Promise<void> {
    if (!this.redis.isRunning) await this.redis.restart();
    if (!this.postgres.isRunning) await this.postgres.restart();
    for (const member of this.members) {
      await member.partition('both', 'pass');
      if (member.isSuspended) member.freeze('SIGCONT');
      if (!member.isServing) await member.start();
    }
  }

  /** The cluster as clients reach it: each call goes to any process that serves, and again while it is answered 503, under the same key. */
  get reached(): Reached {
    const any = () => anyOf(this.serving).url;
    const send: Reached['send'] = async (method, path, body, headers) => {
      const known = { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...headers };
      const request = { method, headers: known, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      for (const since = performance.now(); ; await delay(BUSY_MS)) {
        const response = await fetch(any() + path, request);
        if (response.status !== 503 || performance.now() - since > BUSY_MS_MAX) return response;
      }
    };
    const get: Reached['get'] = (path, headers) => send('GET', path, undefined, headers);
    const post: Reached['post'] = (path, body, headers) => send('POST', path, body, headers);
    return Object.defineProperty({ get, post, send } as Reached, 'sdk', { get: () => new TestClient(any()) });
  }

  query(sql: string): Promise<Record<string, unknown>[]> {
    return this.postgres.query(this.database, sql);
  }

  async stop(): Promise<void> {
    await Promise.all(this.members.map((member) => member.stop()));
    await Promise.all([this.redis.remove(), this.postgres.remove(), this.#network.close()]);
  }

  async #add({ env, clockOffMs }: { env: Record<string, string>; clockOffMs: number }): Promise<void> {
    const links = {
      redis: await this.#network.link(this.redis.port),
      postgres: await this.#network.link(this.postgres.port),
    };
    const clock = { NODE_OPTIONS: `--import=${SETTABLE_DATE}`, CLOCK_OFF_MS: String(clockOffMs) };
    const member = new Member(`p${this.members.length + 1}`, await freePort(), links, {
      REDIS_URL: `redis://127.0.0.1:${links.redis.port}`,
      DATABASE_URL: `postgres://muster:not-asked-for@127.0.0.1:${links.postgres.port}/${this.database}`,
      AUTH_SECRET: SECRET,
      DEDUPE_WINDOW_MS: '0',
      ...(clockOffMs !== 0 && clock),
      ...env,
    });
    this.members.push(member);
    await member.start();
  }
}

/** One of them, by chance. Throws if there is none. */
export function anyOf<T>(all: readonly T[]): T {
  if (all.length === 0) throw new Error('there is none to choose from');
  return all[Math.floor(Math.random() * all.length)]!;
}
