import { type ChildProcess, execFile, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { spawnServer } from '../../test/support/server-process.ts';
import type { List } from './bare-answers.ts';

/** Debian's, whose packages python3-fastapi and python3-uvicorn are for it alone. */
const PYTHON = '/usr/bin/python3';

/** A server to measure, in a process of its own. */
export type Peer = { url: string; pid: number; stop(): Promise<void> };

/** A bare server, which answers /list with what it is given. */
export type BarePeer = Peer & { answerList(list: List): void };

/** Muster on SQLite, as it is installed, but without limits for this one address and without the half-second rule. */
export async function startMuster(): Promise<Peer> {
  const server = await spawnServer({ env: { DEDUPE_WINDOW_MS: '0' } });
  return { url: server.url, pid: server.pid, stop: () => server.stop() };
}

/** A server of this folder, by the name of its file. */
export async function startBare(file: 'bare-http' | 'bare-express' | 'bare-colyseus'): Promise<BarePeer> {
  const child = fork(join(import.meta.dirname, `${file}.ts`));
  const { promise: port, resolve, reject } = Promise.withResolvers<number>();
  // Colyseus sends a message of its own, for process managers.
  child.on('message', (message) => (typeof message === 'number' ? resolve(message) : undefined));
  child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)));
  return {
    url: `http://127.0.0.1:${await port}`,
    pid: child.pid!,
    stop: () => end(child),
    answerList: (list) => void child.send(list),
  };
}

/** The seed's FastAPI server. Null, with a line that says why, if FastAPI is not installed. */
export async function startFastApi(): Promise<Peer | null> {
  const imported = promisify(execFile)(PYTHON, ['-c', 'import fastapi, uvicorn']);
  if (!(await imported.then(Boolean, () => false))) {
    console.log('FastAPI is not measured: apt-get install python3-fastapi python3-uvicorn');
    return null;
  }
  const folder = await mkdtemp(join(tmpdir(), 'muster-fastapi-'));
  const child = spawn(PYTHON, ['-m', 'uvicorn', 'fastapi_drops:app', '--port', '0', '--no-access-log'], {
    cwd: import.meta.dirname,
    env: {
      PATH: process.env.PATH,
      DATABASE: join(folder, 'drops.db'),
      DEDUPE_SECONDS: '0',
      PYTHONDONTWRITEBYTECODE: '1',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return {
    url: await listening(child),
    pid: child.pid!,
    async stop() {
      await end(child);
      await rm(folder, { recursive: true });
    },
  };
}

async function listening(child: ChildProcess): Promise<string> {
  const lines: string[] = [];
  for await (const line of createInterface(child.stderr!)) {
    const [, url] = /running on (http:\/\/[\d.:]+)/.exec(line) ?? [];
    if (url !== undefined) {
      child.stderr!.resume();
      return url;
    }
    lines.push(line);
  }
  throw new Error(`FastAPI did not start:\n${lines.join('\n')}`);
}

async function end(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
