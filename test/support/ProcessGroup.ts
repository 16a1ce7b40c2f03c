import { freePort } from './free-port.ts';
import { PostgresServer } from './PostgresServer.ts';
import { RedisServer } from './RedisServer.ts';
import { type ServerProcess, spawnServer } from './server-process.ts';

type Options = {
  env?: Record<string, string>;
  /** How clients reach a process, by its number from 1 and its port. */
  publicAddress?: (number: number, port: number) => string;
};

/** Several processes that form one Muster, with a Redis and a PostgreSQL of their own. */
export class ProcessGroup {
  readonly redis: RedisServer;
  readonly postgres: PostgresServer;
  readonly database: string;
  readonly processes: ServerProcess[] = [];
  readonly #options: Options;

  private constructor(redis: RedisServer, postgres: PostgresServer, database: string, options: Options) {
    this.redis = redis;
    this.postgres = postgres;
    this.database = database;
    this.#options = options;
  }

  /** Resolves when all listen. If one does not start, everything is stopped again. */
  static async start(count: number, options: Options = {}): Promise<ProcessGroup> {
    const [redis, postgres] = await Promise.all([RedisServer.start(), PostgresServer.start()]);
    const group = new ProcessGroup(redis, postgres, await postgres.newDatabase(), options);
    try {
      while (group.processes.length < count) await group.add();
      return group;
    } catch (error) {
      await group.stop();
      throw error;
    }
  }

  /** One process more. Resolves when it listens. */
  async add(): Promise<ServerProcess> {
    const { env, publicAddress } = this.#options;
    const port = await freePort();
    const PUBLIC_ADDRESS = publicAddress?.(this.processes.length + 1, port) ?? `127.0.0.1:${port}`;
    const added = await spawnServer({ env: { ...this.shared, PORT: String(port), PUBLIC_ADDRESS, ...env } });
    this.processes.push(added);
    return added;
  }

  /** What the settings of all processes have in common. */
  get shared(): Record<string, string> {
    return {
      DATABASE_URL: this.postgres.url(this.database),
      REDIS_URL: this.redis.url,
      AUTH_SECRET: 'a secret of at least 32 characters, for tests',
    };
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.stop()));
    await Promise.all([this.redis.remove(), this.postgres.remove()]);
  }
}
