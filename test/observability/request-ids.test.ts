import assert from 'node:assert/strict';
import { once } from 'node:events';
import { makeLog } from '../../src/log.ts';
import { requestIdOf } from '../../src/observability/request-context.ts';
import { spawnServer } from '../support/server-process.ts';
import { FakeClock, startApp, until } from '../support/app.ts';
import { aroundStore } from '../support/store-faults.ts';

const BONES = { world: 444, item_id: 526, item_name: 'Bones', quantity: 1, value: 1 };

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

describe('the id of a request', () => {
  it('is the trace id of a valid traceparent', () => {
    for (const valid of [`00-${TRACE}-${PARENT}-01`, `00-${TRACE}-${PARENT}-00`, `cc-${TRACE}-${PARENT}-01-more`])
      assert.equal(requestIdOf(valid), TRACE, valid);
  });

  it('is a new one without a valid traceparent', () => {
    for (const invalid of [
      undefined,
      '',
      TRACE,
      `00-${TRACE}-${PARENT}`,
      `00-${TRACE}-${PARENT}-01-more`,
      `ff-${TRACE}-${PARENT}-01`,
      `00-${'0'.repeat(32)}-${PARENT}-01`,
      `00-${TRACE}-${'0'.repeat(16)}-01`,
      `00-${TRACE.toUpperCase()}-${PARENT}-01`,
      `00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`,
      `cc-${TRACE}-${PARENT}-01.more`,
    ]) {
      const id = requestIdOf(invalid);
      assert.match(id, /^[\da-f]{32}$/);
      assert.notEqual(id, TRACE, invalid);
      assert.notEqual(id, requestIdOf(invalid));
    }
  });
});

describe('the log', () => {
  type Line = { msg: string; request_id?: string };

  it('[OPS-3] has the id in every line of a request, its room included, and in no line of anything else', async () => {
    const lines: Line[] = [];
    const env = { NODE_ENV: 'test', LOG_LEVEL: 'warn' } as const;
    const log = makeLog(env, { write: (line) => void lines.push(JSON.parse(line) as Line) });
    const clock = new FakeClock();
    const app = await startApp({ log, now: clock.now });
    const report = (item_id: number, id: string) =>
      app.post('/drops', { ...BONES, item_id, reporter: 'a' }, { traceparent: `00-${id}-${PARENT}-01` });
    const restores = [];
    try {
      // The room begins with a request, and outlives it.
      assert.equal((await report(1, TRACE)).status, 200);
      restores.push(aroundStore('commit', () => Promise.reject(new Error('a bug'))));
      const ids = ['a'.repeat(32), 'b'.repeat(32)];
      const answers = await Promise.all(ids.map((id, i) => report(i + 2, id)));
      assert.deepEqual(
        answers.map(({ status, headers }) => [status, headers.get('x-request-id')]),
        ids.map((id) => [500, id]),
      );
      for (const id of ids) {
        const ofRequest = lines.filter(({ request_id }) => request_id === id).map(({ msg }) => msg);
        assert.deepEqual(ofRequest, ['a call to the room failed', 'a request failed']);
      }
      clock.advance(300_000);
      const ended = () => lines.filter(({ msg }) => msg.startsWith('a drop party could not be ended'));
      await until(() => ended().length > 0, 'the end that fails');
      assert.deepEqual(
        ended().map(({ request_id }) => request_id),
        ended().map(() => undefined),
      );
      assert(!lines.some(({ request_id }) => request_id === TRACE));
    } finally {
      for (const restore of restores) restore();
      await app.stop();
    }
  });
});

describe('the access log', () => {
  it('has a line for each request and WebSocket, with the id that X-Request-Id tells', async () => {
    const server = await spawnServer({ env: { ACCESS_LOG: 'true' } });
    try {
      const headers = { traceparent: `00-${TRACE}-${PARENT}-01` };
      const traced = await fetch(`${server.url}/party/nobody?player_id=secret`, { headers });
      assert.equal(traced.headers.get('x-request-id'), TRACE);
      const own = (await fetch(`${server.url}/livez`)).headers.get('x-request-id');
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/updates?token=secret`);
      await once(socket, 'open');
      socket.close();
      const lines = () =>
        server
          .output()
          .split('\n')
          .flatMap((line) => {
            const { msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
            return msg === 'request' ? [fields] : [];
          });
      await until(() => lines().length === 3, 'three lines');
      const [party, live, updates] = lines();
      const { method, path, status, bytes, address, request_id, ms } = party!;
      assert.deepEqual([method, path, status, address, request_id], ['GET', '/party/nobody', 404, '127.0.0.1', TRACE]);
      assert.equal(bytes, Number(traced.headers.get('content-length')));
      assert.equal(typeof ms, 'number');
      assert.deepEqual([live!.path, live!.status, live!.request_id], ['/livez', 200, own]);
      assert.deepEqual([updates!.path, updates!.status], ['/updates', 101]);
      assert.doesNotMatch(server.output(), /secret/);
    } finally {
      await server.stop();
    }
  });
});
