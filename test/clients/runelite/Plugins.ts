import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { until } from '../../support/app.ts';
import { compile, reporterSources, startJava } from './java.ts';

/** A drop as the driver takes it; what is left out is one bone in world 444. */
export type PlayedDrop = Record<string, number | string | null>;

export type PluginOptions = {
  server: string;
  reporter?: string;
  /** The plugin's own clock instead of one that the test moves. */
  realTime?: boolean;
  /** What chance always says. */
  random?: number;
  usefulMs?: number;
  queueMax?: number;
  answerMs?: number;
  closeMs?: number;
  throwing?: boolean;
  transport?: 'okhttp' | 'broken';
};

export type PluginState = {
  waiting: number;
  waitingMs: number;
  queued: number;
  sent: number;
  accepted: number;
  ignored: number;
  rejected: number;
  dropped: number;
  expired: number;
  undelivered: number;
  refused: number;
  retries: number;
  lastError: string | null;
  rejections: string[];
  errors: string[];
};

let classes: Promise<string> | undefined;

/** Reporters in one Java process, which the test plays. */
export class Plugins {
  readonly #java: ChildProcess;
  readonly #answers: AsyncIterator<string>;
  #turn: Promise<unknown> = Promise.resolve();
  #opened = 0;

  private constructor(java: ChildProcess) {
    this.#java = java;
    this.#answers = linesOf(java.stdout!);
  }

  static async start(classPath: string[] = []): Promise<Plugins> {
    classes ??= compileDriver();
    return new Plugins(startJava([await classes, ...classPath], 'dev.muster.runelite.Driver'));
  }

  async open(options: PluginOptions): Promise<Plugin> {
    const name = `plugin ${++this.#opened}`;
    await this.ask({ do: 'open', name, reporter: name, ...options });
    return new Plugin(this, name);
  }

  /** One command after the other; rejects with what the program threw. */
  ask<T>(command: object): Promise<T> {
    const answer = this.#turn.then(async () => {
      this.#java.stdin!.write(`${JSON.stringify(command)}\n`);
      const { value, done } = await this.#answers.next();
      if (done) throw new Error('the Java program has ended');
      const read = JSON.parse(value) as T & { thrown?: string };
      if (read.thrown !== undefined) throw new Error(read.thrown);
      return read;
    });
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  /** Lets `main` return; resolves with the exit code. No thread of a reporter may hold the process. */
  async end(): Promise<number | null> {
    const closed = once(this.#java, 'close');
    this.#java.stdin!.end();
    return ((await closed) as [number | null])[0];
  }

  stop(): void {
    this.#java.kill('SIGKILL');
  }
}

/** One reporter. */
export class Plugin {
  readonly #plugins: Plugins;
  readonly #name: string;

  constructor(plugins: Plugins, name: string) {
    this.#plugins = plugins;
    this.#name = name;
  }

  async report(...drops: PlayedDrop[]): Promise<boolean[]> {
    return (await this.#plugins.ask<{ taken: boolean[] }>({ do: 'report', name: this.#name, drops })).taken;
  }

  state(): Promise<PluginState> {
    return this.#plugins.ask({ do: 'state', name: this.#name });
  }

  advance(ms: number): Promise<PluginState> {
    return this.#plugins.ask({ do: 'advance', name: this.#name, ms });
  }

  close(): Promise<PluginState> {
    return this.#plugins.ask({ do: 'close', name: this.#name });
  }

  /** Resolves with the first state that has these values. */
  async until(wanted: Partial<PluginState>): Promise<PluginState> {
    let state: PluginState;
    let seen = '';
    const has = async () => {
      state = await this.state();
      seen = JSON.stringify(state);
      return Object.entries(wanted).every(([field, value]) => state[field as keyof PluginState] === value);
    };
    try {
      await until(has, JSON.stringify(wanted));
    } catch (error) {
      throw new Error(`${(error as Error).message}: ${seen}`, { cause: error });
    }
    return state!;
  }
}

/** Lines by line feeds alone: readline takes some characters of the texts for ends too. */
async function* linesOf(stream: Readable): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of stream.setEncoding('utf8')) {
    const lines = (rest + (chunk as string)).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
}

async function compileDriver(): Promise<string> {
  const own = ['Driver', 'FakeTime', 'Transports'].map((name) => join(import.meta.dirname, `${name}.java`));
  return compile([...(await reporterSources()), ...own]);
}
