import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '../../../support/app.ts';
import { compileCSharp, needMono } from '../../../support/mono.ts';
import { compiledOnce } from '../../compile-cache.ts';
import { LineProgram } from '../../LineProgram.ts';

export const NET_SOURCES = join(import.meta.dirname, '../../../../clients/unity/Runtime/Net');

/** Who calls, and which server. */
export type As = { url?: string; token?: string; player?: string };

/** A MusterException, as the driver reports it. */
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

type Answer = { answer?: unknown; error?: Refusal; thrown?: string };

/** One update from MusterUpdates. `value` is what the topic shows after it. */
export type Update = {
  updates: string;
  kind: 'Snapshot' | 'Event' | 'Ended' | 'Refused' | 'Stopped' | 'Notice';
  topic?: string;
  seq: number;
  more: number;
  event?: string;
  at?: number;
  data?: unknown;
  value?: unknown;
  /** Null if there is none any more. */
  notice?: { text: string; at: string | null; until: string | null } | null;
  error?: Refusal;
};

/** The Mono process that all test files of this process share, and the driver of the current one. */
let program: Promise<LineProgram> | undefined;
let listener: NetDriver | undefined;

/** Unity's C# 9 is newer than what mcs knows, which ends at 7; the package needs no more. */
async function startProgram(): Promise<LineProgram> {
  const sources = [...(await sourcesIn(NET_SOURCES)), ...(await sourcesIn(import.meta.dirname))];
  const folder = await compiledOnce({ compiler: 'mcs', options: [], sources }, (built) =>
    compileCSharp(sources, join(built, 'driver.exe')),
  );
  const hear = (line: object) => listener?.hear(line as Update | { pause: number });
  return new LineProgram('mono', ['--debug', join(folder, 'driver.exe')], hear);
}

async function sourcesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.cs')).map((name) => join(folder, name));
}

/** For the `describe` that calls this: a driver without pauses, updates or clients of earlier test files. */
export function useNetDriver(): NetDriver {
  const driver = new NetDriver();
  before(async function () {
    needMono(this);
    program ??= startProgram();
    driver.attach(await program);
    listener = driver;
    await driver.do({}, 'local.reset');
  });
  return driver;
}

/** The half of the Unity package that needs no Unity, in a C# program that does what tests say. */
export class NetDriver {
  /** Seconds that retries would have paused, in their order. */
  readonly pauses: number[] = [];
  readonly #updates = new Map<string, Update[]>();
  #program: LineProgram | undefined;

  attach(started: LineProgram): void {
    this.#program = started;
  }

  hear(line: Update | { pause: number }): void {
    if ('pause' in line) this.pauses.push(line.pause);
    else this.updatesOf(line.updates).push(line);
  }

  /** Makes a call. Rejects with Refused for a MusterException, and with an Error for any other exception. */
  async do<T>(as: As, name: string, input: object = {}): Promise<T> {
    const { answer, error, thrown } = await this.#program!.ask<Answer>({ ...as, do: name, input });
    if (error) throw new Refused(error);
    if (thrown !== undefined) throw new Error(thrown);
    return answer as T;
  }

  /** The updates so far of the MusterUpdates of that name. */
  updatesOf(name: string): Update[] {
    const updates = this.#updates.get(name) ?? [];
    this.#updates.set(name, updates);
    return updates;
  }

  /** Resolves with the first such update. */
  async update(name: string, isIt: (update: Update) => boolean, what: string): Promise<Update> {
    await until(() => this.updatesOf(name).some(isIt), what);
    return this.updatesOf(name).find(isIt)!;
  }

  /** Until `act` is done, pauses between retries do not end. */
  async whilePausesAreHeld<T>(act: () => Promise<T>): Promise<T> {
    await this.do({}, 'local.hold_waits', { hold: true });
    try {
      return await act();
    } finally {
      await this.do({}, 'local.hold_waits', { hold: false });
    }
  }
}
