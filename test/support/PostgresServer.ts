import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

/** Milliseconds that a server may take to start; after a crash it recovers first. */
const START_MS_MAX = 30_000;

/** Of the newest version that is installed; POSTGRES_BIN names another one. Null where there is none. */
export const BIN =
  process.env['POSTGRES_BIN'] ?? globSync('/usr/lib/postgresql/*/bin').toSorted(byVersion).at(-1) ?? null;

function byVersion(a: string, b: string): number {
  return a.localeCompare(b, undefined, { numeric: true });
}

/** A server of PostgreSQL with a data folder of its own, on a free port of 127.0.0.1, that syncs as in earnest. */
export class PostgresServer {
  readonly folder: string;
  readonly port: number;
  #process: ChildProcess | null = null;
  #databases = 0;

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.port = port;
  }

  static async start(): Promise<PostgresServer> {
    const folder = await mkdtemp(join(tmpdir(), 'muster-postgres-'));
    const server = new PostgresServer(folder, await freePort());
    const { uid, gid } = account();
    if (uid !== undefined) await chown(folder, uid, gid!);
    const data = join(folder, 'data');
    const how = ['--auth=trust', '--username=muster', '--encoding=UTF8', '--locale=C', '--no-sync'];
    execFileSync(join(BIN!, 'initdb'), ['-D', data, ...how], { ...account(), cwd: folder, stdio: 'pipe' });
    await server.restart();
    return server;
  }

  /** Starts it, after `kill` or `stop` too; resolves when it serves. */
  async restart(): Promise<void> {
    const settings = [`port=${this.port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${this.folder}`];
    const args = settings.flatMap((setting) => ['-c', setting]);
    const child = spawn(join(BIN!, 'postgres'), ['-D', join(this.folder, 'data'), ...args], {
      ...account(),
      cwd: this.folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#process = child;
    // A test run that is interrupted leaves no server behind.
    process.once('exit', this.#killChild);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let output = '';
    child.stderr.on('data', (text: Buffer) => {
      output = (output + String(text)).slice(-10_000);
      if (output.includes('database system is ready to accept connections')) resolve();
    });
    child.once('exit', () => reject(new Error(`PostgreSQL ended before it served:\n${output}`)));
    const tooLong = setTimeout(() => reject(new Error(`PostgreSQL did not start:\n${output}`)), START_MS_MAX);
    await promise.finally(() => clearTimeout(tooLong));
  }

  /** A database that nobody used before. */
  async newDatabase(): Promise<string> {
    const name = `test_${process.pid}_${++this.#databases}`;
    await this.query('postgres', `create database ${name}`);
    return name;
  }

  url(database: string): string {
    return `postgres://muster:not-asked-for@127.0.0.1:${this.port}/${database}`;
  }

  async query(database: string, sql: string): Promise<Record<string, unknown>[]> {
    const client = new Client(this.url(database));
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** As the power would: the server and all its sessions at once, without a word. */
  async kill(): Promise<void> {
    await this.#end(() => {
      // The sessions are children of the server, and would outlive it for a moment.
      const sessions = execFileSync('ps', ['-o', 'pid=', '--ppid', String(this.#process!.pid)], { encoding: 'utf8' });
      for (const pid of [this.#process!.pid!, ...sessions.trim().split(/\s+/).map(Number)]) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
        }
      }
    });
  }

  /** Ends all sessions and rolls back what they have not committed. */
  async stop(): Promise<void> {
    await this.#end(() => this.#process!.kill('SIGINT'));
  }

  /** Stops the clock of the whole server, or lets it go on: what is sent to it is neither refused nor answered. */
  freeze(signal: 'SIGSTOP' | 'SIGCONT'): void {
    const sessions = execFileSync('ps', ['-o', 'pid=', '--ppid', String(this.#process!.pid)], { encoding: 'utf8' });
    for (const pid of [this.#process!.pid!, ...sessions.trim().split(/\s+/).map(Number)]) process.kill(pid, signal);
  }

  async remove(): Promise<void> {
    if (this.#process) await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  readonly #killChild = () => void this.#process?.kill('SIGKILL');

  async #end(how: () => void): Promise<void> {
    const exited = once(this.#process!, 'exit');
    how();
    await exited;
    this.#process = null;
    process.off('exit', this.#killChild);
  }
}

/** PostgreSQL does not run as root: then its own account does. */
function account(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
