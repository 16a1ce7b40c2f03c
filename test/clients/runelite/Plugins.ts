import type { LineProgram } from '../LineProgram.ts';

/** A drop as the driver takes it. Fields that are left out are those of one bone in world 444. */
export type PlayedDrop = Record<string, number | string | null>;

export type PluginOptions = {
  server: string;
  reporter?: string;
  /** The plugin's own clock instead of one that only the test moves. */
  realTime?: boolean;
  /** What the random number generator always returns. */
  random?: number;
  usefulMs?: number;
  queueMax?: number;
  /** How many tries get only 300 ms for their answer. Later ones get a minute, so that they succeed on a busy machine. */
  impatientTries?: number;
  closeMs?: number;
  /** The plugin's own callback throws. */
  throwing?: boolean;
  /** `broken`, or the class that makes the transport, in `classPath`. */
  transport?: string;
  classPath?: string[];
};

export type PluginState = {
  waiting: number;
  /** Milliseconds until the reporter wakes up by itself; -1 if it waits without a limit. */
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
  /** A report was answered or refused, or a try has failed. */
  hasOutcome: boolean;
};

/** Names are unique in this process, because all test files share one driver. */
let opened = 0;

/** Reporters in a Java program, which tests play. */
export class Plugins {
  readonly #program: () => LineProgram;

  /** The program may start later than the object is made. */
  constructor(program: () => LineProgram) {
    this.#program = program;
  }

  async open(options: PluginOptions): Promise<Plugin> {
    const name = `plugin ${++opened}`;
    await this.ask({ do: 'open', name, reporter: name, ...options });
    return new Plugin(this, name);
  }

  /** Rejects with what the program threw. */
  async ask<T extends object>(command: object): Promise<T> {
    const answer = await this.#program().ask<T & { thrown?: string }>(command);
    if (answer.thrown !== undefined) throw new Error(answer.thrown);
    return answer;
  }
}

/** One reporter. */
export class Plugin {
  readonly name: string;
  readonly #plugins: Plugins;

  constructor(plugins: Plugins, name: string) {
    this.#plugins = plugins;
    this.name = name;
  }

  async report(...drops: PlayedDrop[]): Promise<boolean[]> {
    return (await this.#plugins.ask<{ taken: boolean[] }>({ do: 'report', name: this.name, drops })).taken;
  }

  state(): Promise<PluginState> {
    return this.#plugins.ask({ do: 'state', name: this.name });
  }

  advance(ms: number): Promise<PluginState> {
    return this.#plugins.ask({ do: 'advance', name: this.name, ms });
  }

  close(): Promise<PluginState> {
    return this.#plugins.ask({ do: 'close', name: this.name });
  }

  /** Resolves with the first state that has these values. */
  async until(wanted: Partial<PluginState>): Promise<PluginState> {
    try {
      return await this.#plugins.ask({ do: 'until', name: this.name, wanted });
    } catch (error) {
      throw new Error(`${JSON.stringify(wanted)}: ${(error as Error).message}`, { cause: error });
    }
  }

  /** Lets the reporter gather reports for as long as it does, and then send them. */
  async gather(): Promise<void> {
    await this.until({ waitingMs: 200 });
    await this.advance(200);
  }
}
