import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Redis } from 'ioredis';
import { NpmScript } from '../support/NpmScript.ts';
import { needsPostgres, sharedPostgres } from '../support/postgres.ts';
import { freePort } from '../support/free-port.ts';
import { needsRedis } from '../support/redis.ts';
import { RedisServer } from '../support/RedisServer.ts';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';
import { until } from '../support/until.ts';

const HOUR = 3_600_000;
const SETTABLE = pathToFileURL(join(import.meta.dirname, 'settable-date.ts')).href;
const NOTICE = 'Restart at noon.';
const ADMIN_PASSWORD = 'a password for tests';

describe('two servers that share Redis and PostgreSQL', () => {
  needsPostgres();
  needsRedis();

  let redis: RedisServer;
  let client: Redis;
  let env: Record<string, string>;
  let server: ServerProcess;
  let other: ServerProcess;

  before(async () => {
    redis = await RedisServer.start();
    // It is lost with Redis in a test.
    client = new Redis(redis.url).on('error', () => undefined);
    const postgres = await sharedPostgres();
    env = {
      REDIS_URL: redis.url,
      DATABASE_URL: postgres.url(await postgres.newDatabase()),
      AUTH_SECRET: 'a secret of at least 32 characters, for tests',
      PUBLIC_ADDRESS: 'localhost:1',
      RATE_LIMIT_DISABLED: 'false',
      NODE_OPTIONS: `--import=${SETTABLE}`,
      SET_CLOCK_MS: String(HOUR),
      ADMIN_PASSWORD,
      CONNECTIONS_PER_ADDRESS_MAX: '3',
    };
    server = await spawnServer({ env });
    other = await spawnServer({ env });
  });
  after(async () => {
    await server?.stop();
    await other?.stop();
    client?.disconnect();
    await redis?.remove();
  });

  const get = (path: string, { url } = server) => fetch(url + path);
  const notice = async (at = server) => {
    const answer = (await (await get('/notice', at)).json()) as { notice: { text: string } | null };
    return answer.notice?.text;
  };

  it('[AUTH-3] have one budget for an address, in Redis under a key that expires', async () => {
    const left = (response: Response) => /r=(\d+)/.exec(response.headers.get('ratelimit') ?? '')![1];
    assert.equal(left(await get('/parties')), '11999');
    assert.equal(left(await get('/parties', other)), '11998');
    const [key] = await client.keys('muster:limit:reads:*');
    assert.ok((await client.ttl(key!)) > 0);
  });

  it('[SHARE-3] count the connections of an address together', async () => {
    const connect = ({ url }: ServerProcess) => new WebSocket(`${url.replace('http', 'ws')}/updates`);
    const held = [connect(server), connect(server), connect(other)];
    const isRefused = () =>
      new Promise<boolean>((resolve) => {
        const socket = connect(other);
        socket.addEventListener('close', ({ code }) => resolve(code === 4409));
        socket.addEventListener('message', () => socket.close(1000));
      });
    await until(isRefused, 'the news of the other one');
    for (const socket of held) socket.close();
  });

  it('[PARTY-11] tell each other of calls of players', async () => {
    const listener = client.duplicate();
    const heard: string[] = [];
    listener.on('message', (_channel, text) => void heard.push(text));
    await listener.subscribe('muster:heard');
    await get('/party/00000000-0000-4000-8000-000000000000?player_id=ann');
    await until(() => heard.some((text) => text.includes('"ann"')), 'the call');
    listener.disconnect();
  });

  it("[TIME-1] have the database's time, whatever becomes of the clock of one computer", async () => {
    process.kill(server.pid, 'SIGUSR2');
    await until(() => server.output().includes('the clock is set'), 'the clock');
    await get('/parties');
    for (const at of [server, other]) {
      const date = Date.parse((await get('/parties', at)).headers.get('date')!);
      assert.ok(Math.abs(date - Date.now()) < HOUR / 60, new Date(date).toISOString());
    }
    assert.doesNotMatch(server.output(), /was set ahead/);
  });

  it("take the operator's document from the database, which `npm run operator` prints and replaces", async () => {
    const run = async (...args: string[]) => {
      const script = new NpmScript(['run', '--silent', 'operator', ...args], { env: { ...env, NODE_OPTIONS: '' } });
      const { code } = await script.exit;
      return { code, output: script.output };
    };
    assert.equal(await notice(), undefined);
    const printed = await run();
    assert.equal(printed.code, 0);
    assert.match(printed.output, /^\{\n {2}"webhooks": \[\]\n\}$/m);
    const version = /This is version (\d+)\./.exec(printed.output)![1]!;
    const file = join(server.dataDir, 'edited.json');
    await writeFile(file, JSON.stringify({ notice: { text: NOTICE } }));
    assert.match((await run('--', file)).output, /--version must be/);
    assert.match((await run('--', file, '--version', version)).output, /version \d+ now/);
    for (const at of [server, other]) await until(async () => (await notice(at)) === NOTICE, 'the notice');
    const late = await run('--', file, '--version', version);
    assert.deepEqual([late.code, /Nothing was changed/.test(late.output)], [1, true]);
    await writeFile(file, '{ "notice": 7 }');
    const bad = await run('--', file, '--version', String(Number(version) + 1));
    assert.deepEqual([bad.code, /line 1: notice/.test(bad.output)], [1, true]);
    assert.equal(await notice(), NOTICE);
  });

  it('follow what an admin changes at one of them', async () => {
    const headers = { authorization: `Basic ${Buffer.from(`admin:${ADMIN_PASSWORD}`).toString('base64')}` };
    assert.equal((await fetch(`${other.url}/admin/notice`, { method: 'DELETE', headers })).ok, true);
    assert.equal(await notice(other), undefined);
    await until(async () => (await notice()) === undefined, 'the change');
  });

  it('go on while Redis is away', async () => {
    await redis.kill();
    await until(() => server.output().includes('Redis is away'), 'the log');
    assert.equal((await get('/parties')).status, 200);
    await redis.restart();
    await until(() => server.output().includes('Redis is back'), 'the log');
    assert.equal((await get('/parties')).status, 200);
  });

  it('end in order', async () => {
    process.kill(server.pid, 'SIGTERM');
    assert.deepEqual(await server.exit, { code: 0, signal: null });
  });

  it('do not start without Redis or the database, and says which, but not the password', async () => {
    const port = await freePort();
    for (const [setting, url] of [
      ['REDIS_URL', `redis://:hidden@127.0.0.1:${port}/0`],
      ['DATABASE_URL', `postgres://muster:hidden@127.0.0.1:${port}/muster`],
    ] as const) {
      const start = spawnServer({ env: { ...env, [setting]: url } });
      await assert.rejects(start, (error: Error) => {
        assert.match(error.message, new RegExp(`\\(${setting}\\) cannot be used: .*ECONNREFUSED`));
        assert.doesNotMatch(error.message, /hidden/);
        return true;
      });
    }
  });
});
