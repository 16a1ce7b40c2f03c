import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// Not from the package's index, which also loads dotenv and prints that.
import { ColyseusTestServer } from '@colyseus/testing/TestServer';
import { readEnv } from '../../src/config/env.ts';
import { buildApp } from '../../src/main/build-app.ts';
import { type Log, makeLog } from '../../src/log.ts';
import { TestClient } from './TestClient.ts';

export { until } from './until.ts';

/** A clock that stands still until a test moves it. Starts at a round time, in epoch milliseconds. */
export class FakeClock {
  time = Date.parse('2025-12-09T12:00:00Z');
  readonly now = () => this.time;
  advance(ms: number): void {
    this.time += ms;
  }
}

export type AppOptions = { env?: Record<string, string>; now?: () => number; dataDir?: string; log?: Log };

type Served = Awaited<ReturnType<typeof serveOn>>;

export type TestApp = Awaited<ReturnType<typeof startApp>>;

/** What clients need of a server, wherever it runs. */
export type Reached = Pick<TestApp, 'get' | 'post' | 'send' | 'sdk'>;

/**
 * The real server in this process, on a free port of 127.0.0.1, with its own data folder. A process has only one Colyseus, so
 * close one app before the next starts. With `dataDir` it starts on an existing folder, which the caller removes.
 */
export async function startApp(options: AppOptions = {}) {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'muster-')));
  return {
    ...(await serveOn(dataDir, options)),
    dataDir,
    /** Closes the server and starts another one on the same data. */
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
 * One server for all tests of a suite. It is closed before anything that is closed by `after` hooks registered later.
 */
export function appForSuite(options?: AppOptions): TestApp {
  const app = {} as TestApp;
  before(async () => void Object.assign(app, await startApp(options)));
  after(() => app.stop());
  return app;
}

/** A server for each test of a suite. It is closed before anything that is closed by `afterEach` hooks registered later. */
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
  const app = await buildApp(env, options.log ?? makeLog(env), options.now);
  // ColyseusTestServer reads the configured port, which is 0.
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
    /** A request with a JSON body, if one is given. */
    send: (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      fetch(url + path, {
        method,
        headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    /** Stops a room's own clock, so that nothing expires by itself. */
    holdClock(roomId: string): void {
      colyseus.getRoomById(roomId).clock.tick = () => undefined;
    },
  };
}

/** A JSON body as the type that the test expects. */
export function readJson<T extends object = Record<string, unknown>>(response: Response): Promise<T> {
  return response.json() as Promise<T>;
}
