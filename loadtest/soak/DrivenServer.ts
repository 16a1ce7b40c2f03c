import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { spawnServer } from '../../test/support/server-process.ts';
import { openFiles } from '../measure/process.ts';
import type { FromSoak, Sample, ToSoak } from './messages.ts';

const DRIVEN_TIME = pathToFileURL(join(import.meta.dirname, 'driven-time.ts')).href;

/** The real server as a process of its own, whose time stands still until it is moved on. */
export class DrivenServer {
  readonly #process: Awaited<ReturnType<typeof spawnServer>>;
  #onAnswer: (answer: ToSoak) => void = () => undefined;

  private constructor(server: Awaited<ReturnType<typeof spawnServer>>) {
    this.#process = server;
    server.onMessage((message) => this.#onAnswer(message as ToSoak));
  }

  static async start(env: Record<string, string>): Promise<DrivenServer> {
    return new DrivenServer(await spawnServer({ preload: DRIVEN_TIME, env }));
  }

  get url(): string {
    return this.#process.url;
  }

  get isRunning(): boolean {
    return this.#process.alive();
  }

  /** Everything that it has printed so far. */
  output(): string {
    return this.#process.output();
  }

  /** Resolves when so many milliseconds have passed for it. One call at a time. */
  async advance(ms: number): Promise<void> {
    await this.#ask({ type: 'advance', ms });
  }

  async sample(): Promise<Sample> {
    const answer = await this.#ask({ type: 'sample' });
    if (answer.type !== 'sampled') throw new Error('the server did not say what it has');
    return answer.sample;
  }

  /** Open connections. */
  async connections(): Promise<number> {
    const answer = await this.#ask({ type: 'connections' });
    return answer.type === 'connections' ? answer.count : NaN;
  }

  openFiles(): Promise<number> {
    return openFiles(this.#process.pid);
  }

  async databaseBytes(): Promise<number> {
    const files = await readdir(this.#process.dataDir);
    const sizes = await Promise.all(files.map(async (file) => (await stat(join(this.#process.dataDir, file))).size));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }

  async #ask(message: FromSoak): Promise<ToSoak> {
    const answer = Promise.withResolvers<ToSoak>();
    this.#onAnswer = answer.resolve;
    this.#process.send(message);
    const ended = this.#process.exit.then(({ code, signal }) => {
      throw new Error(`the server ended with ${signal ?? code}:\n${this.output().slice(-4_000)}`);
    });
    return Promise.race([answer.promise, ended]);
  }
}
