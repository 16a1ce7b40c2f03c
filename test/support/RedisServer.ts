import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

/** Milliseconds that a server may take to start. */
const START_MS_MAX = 30_000;

/** The program, unless REDIS_SERVER names another one. Null if there is none. */
export const PROGRAM =
  process.env['REDIS_SERVER'] ?? (spawnSync('redis-server', ['--version']).error === undefined ? 'redis-server' : null);

/** A Redis server on a free port of 127.0.0.1, with a temporary folder. It keeps nothing on disk, so it is empty after a restart. */
export class RedisServer {
  readonly folder: string;
  readonly port: number;
  #process: ChildProcess | null = null;

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.port = port;
  }

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await mkdtemp(join(tmpdir(), 'muster-redis-')), await freePort());
    await server.restart();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}/0`;
  }

  get isRunning(): boolean {
    return this.#process !== null;
  }

  /** Starts it, also after `kill`. Resolves when it accepts connections. */
  async restart(): Promise<void> {
    const settings = { port: this.port, bind: '127.0.0.1', dir: this.folder, save: '', appendonly: 'no' };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const child = spawn(PROGRAM!, args, { cwd: this.folder, stdio: ['ignore', 'pipe', 'inherit'] });
    this.#process = child;
    // An interrupted test run must leave no server behind.
    process.once('exit', this.#killChild);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let output = '';
    child.stdout.on('data', (text: Buffer) => {
      output = (output + String(text)).slice(-10_000);
      if (output.includes('Ready to accept connections')) resolve();
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`Redis ended before it served:\n${output}`)));
    const tooLong = setTimeout(() => reject(new Error(`Redis did not start:\n${output}`)), START_MS_MAX);
    await promise.finally(() => clearTimeout(tooLong));
  }

  /** Ends it at once; all that it had is gone. */
  async kill(): Promise<void> {
    const exited = once(this.#process!, 'exit');
    this.#process!.kill('SIGKILL');
    await exited;
    this.#process = null;
    process.off('exit', this.#killChild);
  }

  /** Suspends or resumes it. While it is suspended, nothing sent to it is refused or answered. */
  freeze(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#process!.kill(signal);
  }

  async remove(): Promise<void> {
    if (this.#process) await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  readonly #killChild = () => void this.#process?.kill('SIGKILL');
}
