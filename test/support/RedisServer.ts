import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from './free-port.ts';

/** Milliseconds that a server may take to start. */
const START_MS_MAX = 30_000;

/** A redis-server that keeps nothing on disk, on a free port of 127.0.0.1. */
export class RedisServer {
  readonly port: number;
  #process: ChildProcess | null = null;

  private constructor(port: number) {
    this.port = port;
  }

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort());
    await server.restart();
    return server;
  }

  /** Whether redis-server is installed. */
  static isInstalled(): boolean {
    try {
      execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  get isRunning(): boolean {
    return this.#process !== null;
  }

  /** Starts it, empty. Resolves when it accepts connections. */
  async restart(): Promise<void> {
    const settings = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const child = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#process = child;
    // An interrupted test run must leave no server behind.
    process.once('exit', this.#killChild);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let output = '';
    child.stdout.on('data', (text: Buffer) => {
      output = (output + String(text)).slice(-10_000);
      if (output.includes('Ready to accept connections')) resolve();
    });
    child.once('exit', () => reject(new Error(`Redis ended before it served:\n${output}`)));
    const tooLong = setTimeout(() => reject(new Error(`Redis did not start:\n${output}`)), START_MS_MAX);
    await promise.finally(() => clearTimeout(tooLong));
  }

  /** Suspends or resumes it. While it is suspended, nothing sent to it is refused or answered. */
  freeze(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#process!.kill(signal);
  }

  /** Ends it, if it is running; everything in it is lost. */
  async stop(): Promise<void> {
    const child = this.#process;
    if (!child) return;
    this.#process = null;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    process.off('exit', this.#killChild);
  }

  readonly #killChild = () => void this.#process?.kill('SIGKILL');
}
