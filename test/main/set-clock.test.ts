import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { readJson, until } from '../support/app.ts';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';

const HOUR = 3_600_000;
const REPORTS_PER_MINUTE = 5;
const SETTABLE = pathToFileURL(join(import.meta.dirname, 'settable-date.ts')).href;

describe('a server whose system clock is set', () => {
  let server: ServerProcess;
  const start = async (setMs: number, env: Record<string, string>) => {
    const clock = { NODE_OPTIONS: `--import=${SETTABLE}`, SET_CLOCK_MS: String(setMs) };
    server = await spawnServer({ env: { ...clock, ...env } });
  };
  afterEach(() => server.stop());

  const setClock = async () => {
    process.kill(server.pid, 'SIGUSR2');
    await until(() => server.output().includes('the clock is set'), 'the clock');
  };
  const post = (path: string, body: object = {}) =>
    fetch(server.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const report = () => post('/drops', { world: 444, item_id: 526, item_name: 'Bones', quantity: 1, value: 1 });
  const parties = async () => {
    const response = await fetch(`${server.url}/parties`);
    return (await readJson<{ active_parties: object[] }>(response)).active_parties;
  };

  it('[TIME-1] an hour back: drop parties end after their idle time, and a refused client waits a minute at most', async () => {
    await start(-HOUR, {
      PARTY_IDLE_MS: '2000',
      RATE_LIMIT_DISABLED: 'false',
      RATE_LIMIT_REPORTS_PER_MINUTE: String(REPORTS_PER_MINUTE),
    });
    for (let i = 0; i < REPORTS_PER_MINUTE; i++) assert.equal((await report()).status, 200);
    assert.equal((await parties()).length, 1);
    await setClock();
    const refused = await report();
    const wait = Number(refused.headers.get('retry-after'));
    assert.ok(refused.status === 429 && wait >= 1 && wait <= 60, `${refused.status}, Retry-After: ${wait}`);
    await until(async () => (await parties()).length === 0, 'the end');
  });

  it('[TIME-1] an hour forward: a drop party runs on, and the Date header is of the same clock as its times', async () => {
    await start(HOUR, {});
    await report();
    await setClock();
    const cleanup = await post('/parties/cleanup');
    assert.equal((await readJson<{ parties_ended: number }>(cleanup)).parties_ended, 0);
    const [party] = (await parties()) as { last_drop_at: string }[];
    const age = Date.parse(cleanup.headers.get('date')!) - Date.parse(party!.last_drop_at);
    assert.ok(age > -HOUR / 60 && age < HOUR / 60, `${age} ms old`);
  });
});
