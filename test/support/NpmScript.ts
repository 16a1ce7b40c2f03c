import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Exit } from './server-process.ts';

const ROOT = new URL('../../', import.meta.url);

/** An npm script as systemd or a terminal runs it: npm leads a process group of its own, with the shell and whatever it starts. */
export class NpmScript {
  readonly exit: Promise<Exit>;
  readonly #pid: number;
  readonly #lines: string[] = [];
  #line = Promise.withResolvers<false>();

  constructor(args: string[], { env = {}, cwd = ROOT }: { env?: NodeJS.ProcessEnv; cwd?: URL | string } = {}) {
    const npm = spawn('npm', args, {
      cwd,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#pid = npm.pid!;
    for (const stream of [npm.stdout, npm.stderr]) createInterface(stream).on('line', (line) => this.#add(line));
    // An interrupted test run must leave nothing behind.
    const killAll = () => this.killAll();
    process.once('exit', killAll);
    this.exit = once(npm, 'close').then(([code, signal]): Exit => {
      process.off('exit', killAll);
      return { code, signal };
    });
  }

  #add(line: string): void {
    this.#lines.push(line);
    this.#line.resolve(false);
    this.#line = Promise.withResolvers();
  }

  get output(): string {
    return this.#lines.join('\n');
  }

  /** Resolves with the match once it is printed; rejects with the output if npm ends before. */
  async prints(text: RegExp): Promise<RegExpExecArray> {
    for await (const _ of this.#news()) {
      const match = text.exec(this.output);
      if (match) return match;
    }
    throw new Error(`npm ended before it printed ${text}:\n${this.output}`);
  }

  /** At once, then at each line, until npm ends. */
  async *#news(): AsyncGenerator<void> {
    const ended = this.exit.then(() => true);
    do yield;
    while (!(await Promise.race([ended, this.#line.promise])));
    yield;
  }

  /** To npm alone, as `kill` does. */
  signal(signal: NodeJS.Signals): void {
    process.kill(this.#pid, signal);
  }

  /** To npm, the shell and the server, as a terminal does. */
  signalAll(signal: NodeJS.Signals): void {
    process.kill(-this.#pid, signal);
  }

  /** Whether any process of the group still runs. */
  get isRunning(): boolean {
    try {
      this.signalAll(0 as unknown as NodeJS.Signals);
      return true;
    } catch {
      return false;
    }
  }

  /** For `after` hooks. */
  killAll(): void {
    if (this.isRunning) this.signalAll('SIGKILL');
  }
}
