import assert from 'node:assert/strict';
import { matchMaker } from '@colyseus/core';
import { AppError, ERROR_KINDS, type ErrorKind } from '../../src/errors.ts';
import { startHttpAlone } from '../http/http-alone.ts';
import { readJson, startApp, type TestApp } from '../support/app.ts';
import { exchange } from '../support/raw.ts';
import { aroundStore } from '../support/store-faults.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const JSON_TYPE = { 'content-type': 'application/json' };

/** Ids for paths. */
const NOBODYS_ID = '00000000-0000-4000-8000-000000000000';
const IDS = ['7', 'nothing', NOBODYS_ID, '%00', '%E0%A4%A'];

/** Bodies with their headers: missing, invalid in various ways, too long. */
const BODIES: [body: string | undefined, headers: Record<string, string>][] = [
  [undefined, {}],
  ['{"world":', JSON_TYPE],
  ['[]', JSON_TYPE],
  ['{"player_id":7,"world":"x","target_id":null,"code":1}', JSON_TYPE],
  ['{}', { 'content-type': 'text/plain' }],
  ['{}', { ...JSON_TYPE, 'content-encoding': 'gzip' }],
  [JSON.stringify('x'.repeat(300_000)), JSON_TYPE],
  ['{}', { ...JSON_TYPE, 'idempotency-key': '' }],
  ['{}', { ...JSON_TYPE, authorization: 'Bearer nonsense' }],
];

/** In C#, `HttpException.Message` is the body's `error`, if that is a string. Returns the error's kind. */
async function assertShown(response: Response, what: string): Promise<string> {
  const text = await response.text();
  assert.match(response.headers.get('content-type') ?? '', /^application\/(problem\+)?json/, `${what}: ${text}`);
  const { error, kind } = JSON.parse(text) as { error: unknown; kind: string };
  assert.ok(typeof error === 'string' && error !== '', `${what}: ${text}`);
  return kind;
}

describe('Every HTTP error has a text in `error`, which Unity shows,', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp({ env: { ADMIN_PASSWORD: 'correct horse' } });
  });
  after(() => app.stop());

  const ask = (method: string, path: string, body?: string, headers: Record<string, string> = {}) =>
    fetch(app.url + path, { method, headers, redirect: 'manual', ...(body !== undefined && { body }) });

  it('at every documented path, for every method, with invalid ids and bodies', async () => {
    const { paths } = await readJson<{ paths: Record<string, object> }>(await app.get('/openapi.json'));
    const kinds = new Set<string>();
    for (const template of Object.keys(paths)) {
      const pathWith = (id: string) => template.replaceAll(/\{\w+\}/g, id);
      const asked = [
        ...IDS.flatMap((id) => METHODS.map((method) => [method, `${pathWith(id)}?limit=x&player_id=%00`] as const)),
        ...BODIES.map(([body, headers]) => ['POST', pathWith(NOBODYS_ID), body, headers] as const),
        ...BODIES.map(([body, headers]) => ['PATCH', pathWith(NOBODYS_ID), body, headers] as const),
      ];
      let refused = 0;
      for (const [method, path, body, headers] of asked) {
        const response = await ask(method, path, body, headers);
        if (response.status < 400) continue;
        kinds.add(await assertShown(response, `${method} ${path} ${body?.slice(0, 40)}`));
        refused += 1;
      }
      assert.ok(refused > 0, `${template} refused nothing`);
    }
    const expected: ErrorKind[] = ['validation_failed', 'malformed_json', 'body_too_large', 'unsupported_media_type'];
    expected.push('method_not_allowed', 'not_found', 'bad_request', 'unauthorized', 'party_not_found');
    const unseen = expected.filter((kind) => !kinds.has(kind));
    assert.deepEqual(unseen, [], `seen: ${[...kinds].join(', ')}`);
  });

  it('for every error kind', async () => {
    let kind: ErrorKind = 'internal';
    const alone = await startHttpAlone({ matchmake: () => Promise.reject(new AppError(kind)) });
    try {
      for (kind of Object.keys(ERROR_KINDS) as ErrorKind[]) {
        const response = await fetch(`${alone.url}/matchmake/joinOrCreate/lobby`, { method: 'POST' });
        assert.equal(await assertShown(response, kind), kind);
      }
    } finally {
      alone.stop();
    }
  });

  it('for internal errors', async () => {
    const restore = aroundStore('commit', () => Promise.reject(new Error('something broke')));
    try {
      assert.equal(await assertShown(await ask('POST', '/party?player_id=ann'), 'a broken store'), 'internal');
    } finally {
      restore();
    }
  });

  it('in matchmaking, for unknown, closed, full and expired rooms, and invalid options and tokens', async () => {
    const post = (path: string, options: object = {}, headers = {}) =>
      ask('POST', `/matchmake/${path}`, JSON.stringify(options), { ...JSON_TYPE, ...headers });
    const cases: [kind: ErrorKind, response: Response][] = [
      ['room_not_joinable', await post('create/lobby')],
      ['room_not_joinable', await post('joinOrCreate/dungeon_session')],
      ['not_found', await post('joinOrCreate/nothing')],
      ['not_found', await post('join/nothing')],
      ['not_found', await post('joinById/nothing')],
      ['not_found', await post('nothing/lobby')],
      ['session_not_found', await post(`joinById/session-${NOBODYS_ID}`)],
      ['reconnection_expired', await post('reconnect/board', { reconnectionToken: 'x' })],
      ['validation_failed', await post('reconnect/board')],
      ['validation_failed', await post('joinOrCreate/drop_tracker')],
      ['validation_failed', await post('joinOrCreate/lobby', { lobby: 'a b' })],
      ['unauthorized', await post('joinOrCreate/lobby', { token: 'nonsense' })],
      ['unauthorized', await post('joinOrCreate/lobby', {}, { authorization: 'Bearer nonsense' })],
      ['not_found', await ask('POST', '/v17/matchmake/joinOrCreate/nothing')],
    ];
    const board = matchMaker.getLocalRoomById('board');
    const { maxClients } = board;
    board.maxClients = 0;
    await board.lock();
    cases.push(['room_full', await post('joinOrCreate/board')]);
    board.maxClients = maxClients;
    await board.unlock();
    for (const [kind, response] of cases) assert.equal(await assertShown(response, `${response.url} ${kind}`), kind);
  });

  it('at unknown paths, and outside the API', async () => {
    for (const path of [
      '/nothing',
      '/party/nothing/at/all',
      '/docs/nothing',
      '/openapi.json/x',
      '/%E0%A4%A',
      '/v17/x',
    ]) {
      for (const method of METHODS) {
        const response = await ask(method, path);
        assert.ok(response.status >= 400, `${method} ${path}: ${response.status}`);
        await assertShown(response, `${method} ${path}`);
      }
    }
  });

  // The answers of Colyseus's monitor to its own page are not ours.
  it('from the guard of the monitor', async () => {
    const basic = (password: string) => ({ authorization: `Basic ${btoa(`admin:${password}`)}` });
    for (const [path, headers] of [
      ['/monitor', {}],
      ['/monitor/api', basic('wrong')],
      ['/monitor/nothing', basic('correct horse')],
      ['/monitor/api/room/call?roomId=board&method=disconnect&args=[]', basic('correct horse')],
      ['/monitor', { ...basic('correct horse'), 'sec-fetch-site': 'cross-site' }],
    ] as [string, Record<string, string>][]) {
      const response = await ask('GET', path, undefined, headers);
      assert.ok(response.status >= 400, `${path}: ${response.status}`);
      await assertShown(response, path);
    }
  });

  it('for requests that cannot be parsed', async () => {
    const host = 'Host: localhost\r\n';
    const close = 'Connection: close\r\n\r\n';
    const post = `POST /drops HTTP/1.1\r\n${host}Content-Type: application/json\r\n`;
    for (const [status, bytes] of [
      [400, `GET / HTTP/1.1\r\nHost: [\r\n${close}`],
      [400, `GET / HTTP/1.1\r\n${close}`],
      [400, `GET http://elsewhere/ HTTP/1.1\r\n${host}${close}`],
      [400, `NONSENSE / HTTP/1.1\r\n${host}${close}`],
      [400, `GET nothing HTTP/1.1\r\n${host}${close}`],
      [400, `${post}Content-Length: many\r\n${close}{}`],
      [400, `${post}Transfer-Encoding: chunked\r\n${close}zz\r\n`],
      [431, `GET / HTTP/1.1\r\n${host}Authorization: Bearer ${'x'.repeat(17_000)}\r\n${close}`],
      [431, `GET /${'x'.repeat(17_000)} HTTP/1.1\r\n${host}${close}`],
    ] as const) {
      await assertBroken(bytes, status);
    }
  });

  it('for requests that take too long to arrive', async () => {
    const { server } = app.arena.transport as unknown as { server: { headersTimeout: number; requestTimeout: number } };
    const { headersTimeout, requestTimeout } = server;
    Object.assign(server, { headersTimeout: 50, requestTimeout: 100 });
    await assertBroken('GET /parties HTTP/1.1\r\nHost: loc', 408);
    await assertBroken(
      'POST /drops HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
      408,
    );
    Object.assign(server, { headersTimeout, requestTimeout });
  });

  async function assertBroken(bytes: string, status: number): Promise<void> {
    const [head, body] = (await exchange(app.url, bytes)).split('\r\n\r\n');
    const what = `${bytes.slice(0, 80)}\n${head}\n${body}`;
    assert.ok(head!.startsWith(`HTTP/1.1 ${status} `), what);
    const json = JSON.parse(/\{.*\}/.exec(body ?? '')?.[0] ?? 'null') as { error?: unknown } | null;
    assert.ok(typeof json?.error === 'string' && json.error !== '', what);
  }
});
