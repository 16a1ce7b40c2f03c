import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { appForSuite, FakeClock, readJson } from '../support/app.ts';
import { PROGRESS_LENGTH_MAX } from '../../src/domain/limits.ts';
import { PARTY_DATA_LENGTH_MAX, PLAYER_BODY_BYTES_MAX } from '../../src/protocol/limits.ts';
import { ok, partyOf, runOf } from './dungeons.ts';
import { assertProblem } from './reports.ts';

const RUNS = 300;

const FIELDS =
  'player_id party_id target_id name max_players privacy password locked data player_data progress code if_version ready __proto__';
const value = fc.oneof(fc.jsonValue(), fc.constantFrom('fuzz-1', 'fuzz-2', 'fuzz-3'));
const almost = fc
  .dictionary(fc.constantFrom(...FIELDS.split(' ')), value, { maxKeys: 4 })
  .map((body) => JSON.stringify(body));
const bodies = fc.oneof({ arbitrary: almost, weight: 4 }, fc.json(), fc.string());

const NOBODYS_ID = '00000000-0000-4000-8000-000000000000';
const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

type Case = [name: string, method: string, path: string, body: unknown, fields: string[]];

const CASES: Case[] = [
  [
    'several faults, all told',
    'POST',
    '/party',
    { name: '', max_players: 65, game_type: 'x' },
    ['name', 'max_players', 'game_type'],
  ],
  ['an invisible name', 'POST', '/party', { name: 'a\u202eb' }, ['name']],
  ['a name of 65 characters', 'POST', '/party', { name: 'x'.repeat(65) }, ['name']],
  ['text for a flag', 'POST', '/party', { locked: 'yes' }, ['locked']],
  ['a list for data', 'POST', '/party', { data: [] }, ['data']],
  ['data that is too large', 'POST', '/party', { data: { a: 'x'.repeat(PARTY_DATA_LENGTH_MAX) } }, ['data']],
  ['data that is too deep', 'POST', '/party', { data: { a: nested(30) } }, ['data']],
  ['an empty password', 'POST', '/party', { password: '' }, ['password']],
  ['a player id with a space', 'POST', '/party', { player_id: 'a b' }, ['player_id']],
  ['an empty player id in the query', 'POST', '/party?player_id=', undefined, ['player_id']],
  ['two player ids in the query', 'POST', '/party?player_id=a&player_id=b', undefined, ['player_id']],
  ['one player in the query and another in the body', 'POST', '/party?player_id=a', { player_id: 'b' }, ['player_id']],
  ['an unknown parameter', 'POST', '/party?playerid=a', undefined, ['playerid']],
  ['settings in the query', 'POST', '/party?name=a', undefined, ['name']],
  ['a lobby with a slash', 'POST', '/party?lobby=a%2Fb', undefined, ['lobby']],
  ['a list', 'POST', '/party', [], ['(body)']],
  ['text', 'POST', '/party', 'alice', ['(body)']],
  ['another party in the body', 'POST', `/party/${NOBODYS_ID}/join?player_id=a`, { party_id: 'x' }, ['party_id']],
  ['no target', 'POST', `/party/${NOBODYS_ID}/kick?player_id=a`, undefined, ['target_id']],
  ['no player', 'POST', `/party/${NOBODYS_ID}/leave`, undefined, ['player_id']],
  ['no code', 'POST', '/party/join-by-code?player_id=a', undefined, ['code']],
  ['a code in the query', 'POST', '/party/join-by-code?player_id=a&code=222222', undefined, ['code']],
  ['no party', 'POST', '/session', undefined, ['party_id']],
  [
    'one party in the query and another in the body',
    'POST',
    `/session?party_id=${NOBODYS_ID}`,
    { party_id: 'x' },
    ['party_id'],
  ],
  [
    'half a position',
    'POST',
    `/session/${NOBODYS_ID}/progress?player_id=a`,
    { current_position: { x: 1 } },
    ['current_position.y'],
  ],
  [
    'progress that is no object',
    'POST',
    `/session/${NOBODYS_ID}/progress?player_id=a`,
    { progress: 'boss' },
    ['progress'],
  ],
  [
    'a result that is too large',
    'POST',
    `/session/${NOBODYS_ID}/complete?player_id=a`,
    { result: 'x'.repeat(PROGRESS_LENGTH_MAX) },
    ['result'],
  ],
  [
    'an abandoned outcome',
    'POST',
    `/session/${NOBODYS_ID}/complete?player_id=a`,
    { outcome: 'abandoned' },
    ['outcome'],
  ],
  ['a version of 0', 'PATCH', `/party/${NOBODYS_ID}`, { if_version: 0 }, ['if_version']],
];

describe('bad input to dungeon parties and sessions', () => {
  const app = appForSuite({ now: new FakeClock().now });

  const shown = async () => [await readJson(await app.get('/party')), await readJson(await app.get('/sessions'))];

  for (const [name, method, path, body, fields] of CASES) {
    it(`${method} ${path.replace(NOBODYS_ID, '{id}')}: ${name}`, async () => {
      const before = await shown();
      await assertProblem(await app.send(method, path, body), 422, 'validation_failed', fields);
      assert.deepEqual(await shown(), before);
    });
  }

  it('a body that is not JSON, lacks its Content-Type or is too large', async () => {
    const send = (body: string, type: string) =>
      fetch(`${app.url}/party`, { method: 'POST', headers: { 'content-type': type }, body });
    await assertProblem(await send('{', 'application/json'), 400, 'malformed_json');
    await assertProblem(await send('player_id=a', 'application/x-www-form-urlencoded'), 415, 'unsupported_media_type');
    await assertProblem(await send(' '.repeat(PLAYER_BODY_BYTES_MAX + 1), 'application/json'), 413, 'body_too_large');
    await assertProblem(await app.send('PATCH', '/party'), 405, 'method_not_allowed');
    assert.equal(
      (await app.send('PUT', `/party/${NOBODYS_ID}`)).headers.get('allow'),
      'PATCH, DELETE, GET, HEAD, OPTIONS',
    );
  });

  it('progress at its longest with every character escaped is accepted', async () => {
    const { session_id } = await runOf(app, ['escaper']);
    await ok(app.send('POST', `/session/${session_id}/start?player_id=escaper`));
    const letters = PROGRESS_LENGTH_MAX - '{"a":""}'.length;
    const body = `{"progress":{"a":"${'\\u00e9'.repeat(letters)}"}}`;
    const response = await app.post(`/session/${session_id}/progress?player_id=escaper`, body);
    assert.equal(response.status, 200);
  });

  const query = fc.constantFrom('', '?player_id=fuzz-1', '?player_id=fuzz-3', '?player_id=x', '?a=b', '?player_id=%ff');
  const fuzz = (paths: string[], shown: () => Promise<unknown>) =>
    fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), query, bodies, async (path, query, body) => {
        const before = await shown();
        const response = await app.post(path + query, body);
        assert.ok(response.status < 500, `${response.status} for ${path}${query} ${body}`);
        if (response.status === 200) return;
        assert.match(response.headers.get('content-type')!, /^application\/problem\+json/);
        assert.deepEqual(await shown(), before);
      }),
      { numRuns: RUNS },
    );

  it('no body to a party is answered 5xx, and only a 200 changes anything', async () => {
    const { party_id } = await partyOf(app, ['fuzz-1', 'fuzz-2']);
    const calls =
      'join leave ready kick promote lock invite accept decline request request/accept request/decline'.split(' ');
    await fuzz(
      ['/party', '/party/quick-join', '/party/join-by-code', ...calls.map((name) => `/party/${party_id}/${name}`)],
      shown,
    );
  });

  it('no body to a session is answered 5xx', async () => {
    const { session_id } = await runOf(app, ['fuzz-3'], { lobby: 'fuzz' });
    const calls = 'join ready start progress player-data complete leave'.split(' ');
    // The party learns of the end of its run a moment later, so only the session is compared.
    await fuzz(
      calls.map((name) => `/session/${session_id}/${name}`),
      async () => readJson(await app.get(`/session/${session_id}`)),
    );
    await fuzz(['/session'], () => Promise.resolve(null));
  });
});
