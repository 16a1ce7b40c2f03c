import assert from 'node:assert/strict';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { z } from 'zod';
import { appForSuite, FakeClock, readJson } from '../support/app.ts';
import { ADMIN_ENV, Admin } from './admin/admin.ts';
import { RUNE_2H } from './reports.ts';

type Media = { schema: object; examples: Record<string, { value: unknown }> };
type Operation = {
  operationId: string;
  security?: object[];
  parameters?: { name: string; required?: boolean; example?: unknown; schema: object }[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { content?: Record<string, Media> }>;
};
type Document = {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; securitySchemes: Record<string, object> };
};

const PARTY_CALLS = 'accept decline heartbeat invite join kick leave lock promote ready request'.split(' ');
const REQUEST_CALLS = ['request/accept', 'request/decline'];
const DROP = '/admin/drop-parties/{id}/drops/{number}';
const ADMIN_PATHS = [
  '/admin/audit',
  '/admin/bans',
  '/admin/bans/{player_id}',
  '/admin/drain',
  '/admin/drop-parties',
  DROP,
  `${DROP}/confirm`,
  '/admin/drop-parties/{id}/end',
  '/admin/drops',
  '/admin/dungeon-parties',
  '/admin/dungeon-parties/{party_id}/dissolve',
  '/admin/dungeon-parties/{party_id}/kick',
  '/admin/keys',
  '/admin/keys/{name}',
  '/admin/mutes',
  '/admin/mutes/{muted}',
  '/admin/notice',
  '/admin/reporters',
  '/admin/sessions',
  '/admin/sessions/{session_id}/close',
  '/admin/shares',
];
const SESSION_CALLS = 'complete join leave player-data progress ready start'.split(' ');

describe('/openapi.json', () => {
  const clock = new FakeClock();
  const app = appForSuite({ now: clock.now, env: ADMIN_ENV });
  let text: string;
  let document: Document;
  before(async () => {
    text = await (await app.get('/openapi.json')).text();
    document = JSON.parse(text) as Document;
  });

  /** A validator for one schema of the document. */
  const validator = (schema: object) =>
    z.fromJSONSchema({
      ...(JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/')) as object),
      $defs: JSON.parse(JSON.stringify(document.components.schemas).replaceAll('#/components/schemas/', '#/$defs/')),
    });

  const operations = () => Object.values(document.paths).flatMap((atPath) => Object.values(atPath));

  it('is valid OpenAPI 3.1', async () => {
    assert.match(document.openapi, /^3\.1\./);
    const config = await createConfig({ extends: ['recommended'] });
    const problems = await lintFromString({ source: text, absoluteRef: 'openapi.json', config });
    // Health checks have no 4xx.
    const expected = new Set(['operation-4xx-response']);
    assert.deepEqual(
      problems
        .filter(({ ruleId }) => !expected.has(ruleId))
        .map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer]),
      [],
    );
  });

  it('lists every address of the API', () => {
    assert.deepEqual(Object.keys(document.paths).toSorted(), [
      ...ADMIN_PATHS,
      '/auth/guest',
      '/drops',
      ...['batch', 'search', 'summary'].map((name) => `/drops/${name}`),
      '/healthz',
      '/livez',
      '/lobbies',
      '/matchmake/{method}/{target}',
      '/metrics',
      '/notice',
      '/parties',
      ...['cleanup', 'history', 'pace', '{id}', '{id}/items'].map((name) => `/parties/${name}`),
      '/party',
      '/party/join-by-code',
      '/party/quick-join',
      '/party/{party_id}',
      ...[...PARTY_CALLS, ...REQUEST_CALLS, 'unlock'].map((name) => `/party/{party_id}/${name}`),
      ...['', '/{ticket_id}', '/{ticket_id}/accept', '/{ticket_id}/decline'].map((name) => `/queue${name}`),
      '/readyz',
      '/session',
      '/session/{session_id}',
      ...SESSION_CALLS.map((name) => `/session/{session_id}/${name}`),
      '/sessions',
      '/worlds/{world}',
    ]);
  });

  it('has examples, each of which fits its schema', () => {
    let count = 0;
    for (const operation of operations()) {
      const contents = [operation.requestBody, ...Object.values(operation.responses)].flatMap((part) =>
        Object.values(part?.content ?? {}),
      );
      for (const { schema, examples } of contents) {
        for (const { value } of Object.values(examples)) {
          validator(schema).parse(value);
          count += 1;
        }
      }
    }
    assert.ok(count > 50, `${count} examples`);
  });

  it('has an example of no parameter that a call may leave out: Swagger UI would send it with every try', () => {
    const filledIn = operations()
      .flatMap(({ parameters = [] }) => parameters)
      .filter(({ required, example, schema }) => !required && (example !== undefined || 'example' in schema));
    assert.deepEqual(filledIn, []);
  });

  it('names each operation by a verb, so that generated methods read well', () => {
    const verbs =
      /^(?:accept|ask|ban|check|clean|clear|close|complete|confirm|create|decline|dissolve|drain|end|force|get|invite|join|kick|leave|list|lock|make|mute|post|promote|quick|read|remove|report|reserve|revoke|send|set|sign|start|unban|unlock|unmute|update|withdraw)[A-Z]\w+$/;
    const names = operations().map(({ operationId }) => operationId);
    assert.deepEqual(
      names.filter((name) => !verbs.test(name)),
      [],
    );
    assert.equal(new Set(names).size, names.length);
    assert.ok(names.includes('setReady') && names.includes('startSession'));
  });

  it('says which calls take a token, and that they can do without', () => {
    const { post } = document.paths['/party/{party_id}/join']!;
    assert.deepEqual(post!.security, [{}, { bearerAuth: [] }]);
    assert.equal(document.paths['/drops']!.post!.security, undefined);
    assert.deepEqual(document.components.securitySchemes.bearerAuth, {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: "A guest's token, from POST /auth/guest.",
    });
  });

  it('describes the answers about drops and drop parties', async () => {
    await app.post('/drops', { ...RUNE_2H, world: 301, reporter: 'a', x: 1, y: 2 });
    clock.advance(300_000);
    const answers: [string, string, Response][] = [
      ['/parties/cleanup', 'post', await app.post('/parties/cleanup')],
      ['/drops', 'post', await app.post('/drops', { ...RUNE_2H, reporter: 'a', x: 1, y: 2 })],
      ['/drops', 'post', await app.post('/drops', { ...RUNE_2H, reporter: 'b' })],
      ['/drops', 'post', await app.post('/drops', {})],
      ['/drops/batch', 'post', await app.post('/drops/batch', { reports: [RUNE_2H, 1] })],
      ['/parties', 'get', await app.get('/parties?limit=1')],
      ['/parties/{id}', 'get', await app.get('/parties/2')],
      ['/parties/history', 'get', await app.get('/parties/history')],
      ['/worlds/{world}', 'get', await app.get('/worlds/301')],
      ['/worlds/{world}', 'get', await app.get('/worlds/444')],
      ['/parties/{id}', 'get', await app.get('/parties/99')],
      ['/readyz', 'get', await app.get('/readyz')],
      ['/matchmake/{method}/{target}', 'post', await app.post('/matchmake/joinOrCreate/board', {})],
    ];
    for (const [path, method, response] of answers) await assertDocumented(path, method, response);
  });

  it('describes the answers about dungeon parties and sessions', async () => {
    const made = await app.post('/party', { player_id: 'alice', privacy: 'private', data: { region: 'eu' } });
    const { party_id } = await readJson<{ party_id: string }>(made.clone());
    const join = await app.post(`/party/${party_id}/join?player_id=bob`);
    const invite = await app.post(`/party/${party_id}/invite`, { player_id: 'alice', target_id: 'bob' });
    const member = await app.get(`/party/${party_id}?player_id=alice`);
    const started = await app.post(`/session?party_id=${party_id}&player_id=alice`);
    const { session_id } = await readJson<{ session_id: string }>(started.clone());
    const running = await app.post(`/session/${session_id}/start?player_id=alice`);
    const open = await readJson<{ party_id: string }>(await app.post('/party?lobby=other'));
    const answers: [string, string, Response][] = [
      ['/party', 'post', made],
      ['/party/{party_id}/join', 'post', join],
      ['/party/{party_id}/invite', 'post', invite],
      ['/party/{party_id}', 'get', member],
      ['/session', 'post', started],
      ['/session/{session_id}/start', 'post', running],
      ['/session/{session_id}', 'get', await app.get(`/session/${session_id}`)],
      ['/session/{session_id}', 'get', await app.get(`/session/${session_id}?player_id=alice`)],
      ['/sessions', 'get', await app.get('/sessions?player_id=alice')],
      ['/session/{session_id}/leave', 'post', await app.post(`/session/${session_id}/leave?player_id=zed`)],
      ['/party/{party_id}', 'get', await app.get(`/party/${open.party_id}`)],
      ['/party', 'get', await app.get('/party?lobby=other')],
      ['/party/{party_id}', 'patch', await app.send('PATCH', `/party/${open.party_id}`, { name: 'Open' })],
      ['/party/{party_id}', 'delete', await app.send('DELETE', `/party/${open.party_id}`)],
      ['/auth/guest', 'post', await app.post('/auth/guest')],
    ];
    for (const [path, method, response] of answers) await assertDocumented(path, method, response);
  });

  it('describes the answers to the admin', async () => {
    const admin = new Admin(app);
    const { party_id } = await readJson<{ party_id: string }>(await app.post('/party', { player_id: 'mallory' }));
    const kick = `/dungeon-parties/${party_id}/kick`;
    const answers: [string, string, Response][] = [
      ['/admin/keys', 'post', await admin.send('POST', '/keys', { name: 'clan-bot' })],
      ['/admin/keys', 'get', await admin.send('GET', '/keys')],
      ['/admin/keys', 'post', await admin.send('POST', '/keys', { name: 'clan-bot' })],
      ['/admin/keys/{name}', 'delete', await admin.send('DELETE', '/keys/clan-bot')],
      ['/admin/keys/{name}', 'delete', await admin.send('DELETE', '/keys/clan-bot')],
      ['/admin/notice', 'post', await admin.send('POST', '/notice', { text: 'Hello' })],
      ['/notice', 'get', await app.get('/notice')],
      ['/admin/notice', 'delete', await admin.send('DELETE', '/notice')],
      ['/admin/bans', 'post', await admin.send('POST', '/bans', { player_id: 'eve', note: 'x' })],
      ['/admin/bans', 'get', await admin.send('GET', '/bans')],
      ['/admin/mutes', 'post', await admin.send('POST', '/mutes', { address: '203.0.113.7' })],
      ['/admin/mutes', 'get', await admin.send('GET', '/mutes')],
      ['/admin/drop-parties', 'get', await admin.send('GET', '/drop-parties')],
      ['/admin/drops', 'get', await admin.send('GET', '/drops?party_id=1')],
      ['/admin/reporters', 'get', await admin.send('GET', '/reporters')],
      [`${DROP}/confirm`, 'post', await admin.send('POST', '/drop-parties/1/drops/1/confirm')],
      [DROP, 'delete', await admin.send('DELETE', '/drop-parties/1/drops/1')],
      ['/admin/drop-parties/{id}/end', 'post', await admin.send('POST', '/drop-parties/1/end')],
      ['/admin/dungeon-parties', 'get', await admin.send('GET', '/dungeon-parties')],
      ['/admin/dungeon-parties/{party_id}/kick', 'post', await admin.send('POST', kick, { player_id: 'mallory' })],
      ['/admin/sessions', 'get', await admin.send('GET', '/sessions')],
      ['/admin/shares', 'get', await admin.send('GET', '/shares')],
      ['/admin/audit', 'get', await admin.send('GET', '/audit')],
      ['/admin/audit', 'get', await admin.send('GET', '/audit', undefined, {})],
    ];
    for (const [path, method, response] of answers) await assertDocumented(path, method, response);
  });

  async function assertDocumented(path: string, method: string, response: Response): Promise<void> {
    const content = document.paths[path]![method]!.responses[response.status]?.content;
    const media = content?.[response.headers.get('content-type')!.split(';')[0]!];
    assert.ok(media, `${method} ${path} documents ${response.status}`);
    validator(media.schema).parse(await response.json());
  }
});
