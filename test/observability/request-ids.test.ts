import assert from 'node:assert/strict';
import { once } from 'node:events';
import { requestIdOf } from '../../src/observability/request-context.ts';
import { spawnServer } from '../support/server-process.ts';
import { until } from '../support/until.ts';

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
