import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Milliseconds a server may take to start on a machine that is busy with other tests. */
const START_MS_MAX = 60_000;

/** Which server runs, and as whom: the one under test, as whoever runs the tests, unless it is installed elsewhere. */
export type Program = { node: string; entry: string; uid?: number; gid?: number };

const TESTED: Program = { node: process.execPath, entry: join(import.meta.dirname, '../../src/index.ts') };

/** `preload` is a module that runs in it before the server, and may talk to us by `send` and `onMessage`. */
type Options = { env?: Record<string, string>; dataDir?: string; program?: Program; preload?: string };

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

type Spawned = Awaited<ReturnType<typeof spawnOn>>;

export type ServerProcess = Awaited<ReturnType<typeof spawnServer>>;

/**
 * The real server as a process of its own, on a free port of 127.0.0.1. Resolves when it listens; rejects with its output if it exits
 * instead. With `dataDir` it starts on an existing folder, which the caller removes.
 */
export async function spawnServer(options: Options = {}) {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'muster-')));
  return {
    ...(await spawnOn(dataDir, options)),
    dataDir,
    /** Kills it if it is running, and starts another one on the same data. */
    async restart(this: Spawned) {
      await this.kill('SIGKILL');
      Object.assign(this, await spawnOn(dataDir, options));
    },
    /** For `after` hooks: kills it if it is running, and removes its data folder unless `dataDir` was given. */
    async stop(this: Spawned) {
      await this.kill('SIGKILL');
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function spawnOn(dataDir: string, { env, program = TESTED, preload }: Options) {
  const { node, entry, ...user } = program;
  const child = spawn(node, [...(preload ? ['--import', preload] : []), entry], {
    ...user,
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'info',
      RATE_LIMIT_DISABLED: 'true',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', ...(preload ? (['ipc'] as const) : [])],
  }) as ChildProcessByStdio<null, Readable, Readable>;
  // An interrupted test run must leave no server behind.
  const killChild = () => void child.kill('SIGKILL');
  process.once('exit', killChild);
  const exit = once(child, 'close').then(([code, signal]): Exit => {
    process.off('exit', killChild);
    return { code, signal };
  });
  const output: string[] = [];
  const url = await started();

  return {
    url,
    pid: child.pid!,
    exit,
    /** Whether the process is running. */
    alive: () => child.exitCode === null && child.signalCode === null,
    send: (message: object) => child.send(message),
    onMessage: (listener: (message: unknown) => void) => child.on('message', listener),
    /** Everything that it has printed so far, to both streams. */
    output: () => output.join('\n'),
    /** Resolves when it has exited. */
    kill(signal: NodeJS.Signals = 'SIGTERM'): Promise<Exit> {
      child.kill(signal);
      return exit;
    },
  };

  async function started(): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on('line', (line) => {
        output.push(line);
        const listening = /Muster listens on (http:\/\/[\w.:[\]]+)/.exec(line);
        if (listening) resolve(listening[1]!);
      });
    }
    const fail = (why: string) => {
      child.kill('SIGKILL');
      reject(new Error(`the server ${why}:\n${output.join('\n')}`));
    };
    const tooLong = setTimeout(fail, START_MS_MAX, 'did not start in time');
    void exit.then(({ code, signal }) => fail(`ended with ${signal ?? code} before it served`));
    return promise.finally(() => clearTimeout(tooLong));
  }
}
