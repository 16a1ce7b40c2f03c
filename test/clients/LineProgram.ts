import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { MONO_WARNING } from '../support/mono.ts';

/** The pipes of a child process are sockets, which can be told not to keep this process alive. */
type Holding = { ref(): void; unref(): void };

/**
 * A child program that exchanges JSON objects with tests, one per line. A question carries an `id`, and so does its answer. Whatever
 * else the program says goes to `hear`. It serves all test files of this process, so it does not keep the process alive, and it is
 * killed when the process exits.
 */
export class LineProgram {
  readonly #child: ChildProcess;
  readonly #closed: Promise<number | null>;
  readonly #pending = new Map<number, PromiseWithResolvers<object>>();
  readonly #hear: (line: object) => void;
  #asked = 0;

  constructor(command: string, args: string[], hear: (line: object) => void = () => undefined) {
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#hear = hear;
    const kill = () => void this.#child.kill('SIGKILL');
    process.once('exit', kill);
    this.#closed = once(this.#child, 'close').then(([code]) => {
      process.off('exit', kill);
      const ended = new Error(`${command} has ended with ${String(code)}`);
      for (const pending of this.#pending.values()) pending.reject(ended);
      this.#pending.clear();
      return code as number | null;
    });
    this.#stdin.on('error', () => undefined);
    this.#child.unref();
    for (const pipe of [this.#stdin, this.#stdout]) (pipe as unknown as Holding).unref();
    void this.#read();
  }

  /** Resolves with the program's answer. */
  async ask<Answer extends object>(question: object): Promise<Answer> {
    const id = ++this.#asked;
    const pending = Promise.withResolvers<object>();
    this.#pending.set(id, pending);
    this.#hold();
    this.say({ ...question, id });
    return (await pending.promise.finally(() => this.#hold())) as Answer;
  }

  /** Sends a line that needs no answer. */
  say(line: object): void {
    this.#stdin.write(`${JSON.stringify(line)}\n`);
  }

  /** Closes the program's input; resolves with its exit code. */
  end(): Promise<number | null> {
    this.#stdin.end();
    return this.#closed;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  get #stdin(): Writable {
    return this.#child.stdin!;
  }

  get #stdout(): Readable {
    return this.#child.stdout!;
  }

  /** Only an open question keeps the process alive. */
  #hold(): void {
    const pipe = this.#stdout as unknown as Holding;
    if (this.#pending.size > 0) pipe.ref();
    else pipe.unref();
  }

  /** Splits at line feeds only: readline also splits at U+2028, which texts may contain. */
  async #read(): Promise<void> {
    let rest = '';
    for await (const chunk of this.#stdout.setEncoding('utf8')) {
      const lines = (rest + (chunk as string)).split('\n');
      rest = lines.pop()!;
      for (const line of lines) if (!MONO_WARNING.test(line)) this.#take(JSON.parse(line) as { id?: number });
    }
  }

  #take(line: { id?: number }): void {
    const pending = line.id === undefined ? undefined : this.#pending.get(line.id);
    if (!pending) return this.#hear(line);
    this.#pending.delete(line.id!);
    pending.resolve(line);
  }
}
