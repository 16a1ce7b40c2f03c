import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
// Not of the package itself, which loads what reads .env files and says so.
import { ColyseusTestServer } from '@colyseus/testing/TestServer';
import { readEnv } from '../../src/config/env.ts';
import { buildApp } from '../../src/main/build-app.ts';
import { makeLog } from '../../src/log.ts';
import { TestClient } from './TestClient.ts';

/** A clock that stands still until a test moves it. Starts at a round time, in epoch milliseconds. */
export class FakeClock {
  time = Date.parse('2025-12-09T12:00:00Z');
  readonly now = () => this.time;
  advance(ms: number): void {
    this.time += ms;
  }
}

export type AppOptions = { env?: Record<string, string>; now?: () => number; dataDir?: string };

type Served = Awaited<ReturnType<typeof serveOn>>;

export type TestApp = Awaited<ReturnType<typeof startApp>>;

/**
 * The real server in this process, on a free port of 127.0.0.1, with a data folder of its own. Colyseus is one a process, so
 * close one before the next starts. Give `dataDir` to start on what another left; then it is yours to remove.
 */
export async function startApp(options: AppOptions = {}) {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'muster-')));
  return {
    ...(await serveOn(dataDir, options)),
    dataDir,
    /** Closes the server, and starts another on what it stored. */
    async restart(this: Served, whileDown: () => unknown = () => undefined) {
      await this.close();
      await whileDown();
      Object.assign(this, await serveOn(dataDir, options));
    },
    async stop(this: Served) {
      await this.close();
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/**
 * The server of all tests of a suite, from its first hook to its last. It is closed before what `after` hooks close that are
 * registered later.
 */
export function appForSuite(options?: AppOptions): TestApp {
  const app = {} as TestApp;
  before(async () => void Object.assign(app, await startApp(options)));
  after(() => app.stop());
  return app;
}

/** A server for each test of a suite, closed before what `afterEach` hooks close that are registered later. */
export function appForEachTest(options?: AppOptions): TestApp {
  const app = {} as TestApp;
  beforeEach(async () => void Object.assign(app, await startApp(options)));
  afterEach(() => app.stop());
  return app;
}

async function serveOn(dataDir: string, options: AppOptions) {
  const env = readEnv({
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
    RATE_LIMIT_DISABLED: 'true',
    ...options.env,
  });
  const app = await buildApp(env, makeLog(env), options.now);
  // It reads the port that was asked for, and that was 0.
  Object.assign(app.arena, { port: app.port });
  const colyseus = new ColyseusTestServer(app.arena);
  const url = `http://127.0.0.1:${app.port}`;
  return {
    ...app,
    url,
    sdk: new TestClient(url),
    get: (path: string, headers: Record<string, string> = {}) => fetch(url + path, { headers }),
    post: (path: string, body?: unknown, headers: Record<string, string> = {}) =>
      fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    /** A request with a method and, if it is given, a JSON body. */
    send: (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      fetch(url + path, {
        method,
        headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    /** Stops a room's own clock, so that what is due happens only where somebody asks for it. */
    holdClock(roomId: string): void {
      colyseus.getRoomById(roomId).clock.tick = () => undefined;
    },
  };
}

/** What a condition may take on a machine that is busy with other test files; the deadline of a test is later. */
const UNTIL_MS_MAX = 30_000;

/** Turns of the loop after which `until` looks at once; a condition that takes longer waits for a timer or another process. */
const UNTIL_TURNS = 5;

/** Milliseconds between two looks after that: looking without a pause takes the processor from what is waited for. */
const UNTIL_PAUSE_MS = 5;

/** Resolves when `condition` is true. */
export async function until(condition: () => unknown, what = 'the condition'): Promise<void> {
  const deadline = performance.now() + UNTIL_MS_MAX;
  for (let looks = 1; !(await condition()); looks += 1) {
    if (performance.now() > deadline) throw new Error(`${what} did not become true within ${UNTIL_MS_MAX} ms`);
    await (looks <= UNTIL_TURNS ? setImmediate() : setTimeout(UNTIL_PAUSE_MS));
  }
}

/** A JSON body, of the shape the test expects and then asserts. */
export function readJson<T extends object = Record<string, unknown>>(response: Response): Promise<T> {
  return response.json() as Promise<T>;
}
