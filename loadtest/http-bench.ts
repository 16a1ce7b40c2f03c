import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { spawnServer } from '../test/support/server-process.ts';

const ROUNDS = 5;
const SECONDS_A_ROUND = 4;
const CONNECTIONS = 64;

/** POST /drops, acknowledged once durable, against a bare express handler. The two alternate, so that noise hits both. */
export async function run(): Promise<void> {
  const floor = fork(join(import.meta.dirname, 'bare-express.ts'));
  const muster = await spawnServer({ env: { LOG_LEVEL: 'info', DEDUPE_WINDOW_MS: '0', NODE_ENV: 'test' } });
  try {
    const [port] = (await once(floor, 'message')) as [number];
    await load(`http://127.0.0.1:${port}`, 1);
    await load(muster.url, 1);
    const ratios: number[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      const bare = await load(`http://127.0.0.1:${port}`, SECONDS_A_ROUND);
      const durable = await load(muster.url, SECONDS_A_ROUND);
      ratios.push(durable.perSecond / bare.perSecond);
      console.log(
        `round ${round}: bare express ${bare.perSecond.toFixed(0)}/s p99 ${bare.p99} ms, ` +
          `POST /drops ${durable.perSecond.toFixed(0)}/s p99 ${durable.p99} ms, ratio ${ratios.at(-1)!.toFixed(2)}`,
      );
    }
    console.log(`median ratio ${ratios.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!.toFixed(2)} (target 0.8)`);
  } finally {
    floor.kill();
    await muster.stop();
  }
}

async function load(url: string, seconds: number): Promise<{ perSecond: number; p99: number }> {
  const result = await autocannon({
    url: `${url}/drops`,
    connections: CONNECTIONS,
    duration: seconds,
    requests: Array.from({ length: 20 }, (_, i) => ({
      method: 'POST' as const,
      path: '/drops',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ world: 301 + i, item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, value: 38_052 }),
    })),
  });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx} answers were no success, ${result.errors} requests failed`);
  return { perSecond: result.requests.average, p99: result.latency.p99 };
}
