import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from './free-port.ts';

/** Milliseconds that a server may take to start. After a crash it recovers first. */
const START_MS_MAX = 30_000;

/** The programs of the newest installed version, unless POSTGRES_BIN names another folder. Null if there is none. */
export const BIN =
  process.env['POSTGRES_BIN'] ?? globSync('/usr/lib/postgresql/*/bin').toSorted(byVersion).at(-1) ?? null;

function byVersion(a: string, b: string): number {
  return a.localeCompare(b, undefined, { numeric: true });
}

/** A PostgreSQL server with its own data folder, on a free port of 127.0.0.1. It syncs to disk as in production. */
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

  get isRunning(): boolean {
    return this.#process !== null;
  }

  /** Starts it, also after `kill` or `stop`. Resolves when it accepts connections. */
  async restart(): Promise<void> {
    const settings = [`port=${this.port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${this.folder}`];
    const args = settings.flatMap((setting) => ['-c', setting]);
    const child = spawn(join(BIN!, 'postgres'), ['-D', join(this.folder, 'data'), ...args], {
      ...account(),
      cwd: this.folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#process = child;
    // An interrupted test run must leave no server behind.
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

  /** Creates an empty database, and returns its name. */
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

  /** Like a power failure: kills the server and all its sessions at once. */
  async kill(): Promise<void> {
    await this.#end(() => {
      // The sessions are child processes, which would briefly outlive the server.
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

  /** Suspends or resumes the whole server. While it is suspended, nothing sent to it is refused or answered. */
  freeze(signal: 'SIGSTOP' | 'SIGCONT'): void {
    const sessions = execFileSync('ps', ['-o', 'pid=', '--ppid', String(this.#process!.pid)], { encoding: 'utf8' });
    for (const pid of [this.#process!.pid!, ...sessions.trim().split(/\s+/).map(Number)]) process.kill(pid, signal);
  }

  async remove(): Promise<void> {
    // At once: nobody needs what it would still write, and within 5 s, whatever its sessions wait for.
    if (this.#process) await this.#end(() => this.#process!.kill('SIGQUIT'));
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

/** PostgreSQL refuses to run as root, so root runs it as the account postgres. */
function account(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
