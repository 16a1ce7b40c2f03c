import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../../support/app.ts';
import { CSharpProgram, compileCSharp } from '../../../support/mono.ts';

export const NET_SOURCES = join(import.meta.dirname, '../../../../clients/unity/Runtime/Net');

/** Who calls, and which server. */
export type As = { url?: string; token?: string; player?: string };

/** A MusterException, as the driver tells it. */
export class Refused extends Error {
  readonly kind: string;
  readonly status: number;
  readonly faults: { field: string; message: string }[];
  readonly retryAfterSeconds: number | null;

  constructor(error: Refusal) {
    super(error.message);
    this.kind = error.kind;
    this.status = error.status;
    this.faults = error.faults;
    this.retryAfterSeconds = error.retry_after ?? null;
  }
}

type Refusal = { kind: string; message: string; status: number; faults: Refused['faults']; retry_after?: number };

type Answer = { id: number; answer?: unknown; error?: Refusal; thrown?: string };

/** One update as MusterUpdates gave it. `value` is what the topic shows after it. */
export type Update = {
  updates: string;
  kind: 'Snapshot' | 'Event' | 'Ended' | 'Refused' | 'Stopped';
  topic?: string;
  seq: number;
  event?: string;
  at?: number;
  data?: unknown;
  value?: unknown;
  error?: Refusal;
};

let compiled: Promise<string> | null = null;

/** The driver with the package's sources, compiled once for all tests of a run. */
function compileDriver(): Promise<string> {
  compiled ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-net-'));
    process.once('exit', () => rmSync(folder, { recursive: true }));
    const program = join(folder, 'driver.exe');
    await compileCSharp([join(NET_SOURCES, '*.cs'), join(import.meta.dirname, '*.cs')], program);
    return program;
  })();
  return compiled;
}

/** A C# program that uses the Unity package's part without Unity, and does what it is told. */
export class NetDriver {
  readonly #program: CSharpProgram;
  #asked = 0;
  #read = 0;
  readonly #answers = new Map<number, Answer>();
  readonly #updates: Update[] = [];
  readonly #pauses: number[] = [];

  private constructor(program: CSharpProgram) {
    this.#program = program;
  }

  static async start(): Promise<NetDriver> {
    return new NetDriver(new CSharpProgram(await compileDriver(), []));
  }

  /** What a call answers. Rejects with Refused for a MusterException, and with an Error for any other. */
  async do<T>(as: As, name: string, input: object = {}): Promise<T> {
    const id = ++this.#asked;
    this.#program.say(JSON.stringify({ ...as, id, do: name, input }));
    await until(() => this.#readLines().has(id), `an answer to ${name}`);
    const { answer, error, thrown } = this.#answers.get(id)!;
    this.#answers.delete(id);
    if (error) throw new Refused(error);
    if (thrown !== undefined) throw new Error(thrown);
    return answer as T;
  }

  /** Seconds that it would have waited, in their order. */
  get pauses(): number[] {
    this.#readLines();
    return this.#pauses;
  }

  /** The updates of one MusterUpdates so far. */
  updatesOf(name: string): Update[] {
    this.#readLines();
    return this.#updates.filter(({ updates }) => updates === name);
  }

  /** Resolves with the first such update that there is, or that comes. */
  async update(name: string, isIt: (update: Update) => boolean, what: string): Promise<Update> {
    await until(() => this.updatesOf(name).some(isIt), what);
    return this.updatesOf(name).find(isIt)!;
  }

  /** While something is done, whoever waits between two tries waits until it is done. */
  async whileWaiting<T>(act: () => Promise<T>): Promise<T> {
    await this.do({}, 'local.hold_waits', { hold: true });
    try {
      return await act();
    } finally {
      await this.do({}, 'local.hold_waits', { hold: false });
    }
  }

  stop(): void {
    this.#program.stop();
  }

  #readLines(): Map<number, Answer> {
    const { lines } = this.#program;
    for (; this.#read < lines.length; this.#read++) {
      const line = JSON.parse(lines[this.#read]!) as Answer | Update | { pause: number };
      if ('id' in line) this.#answers.set(line.id, line);
      else if ('updates' in line) this.#updates.push(line);
      else {
        assert.ok('pause' in line, lines[this.#read]);
        this.#pauses.push(line.pause);
      }
    }
    return this.#answers;
  }
}
