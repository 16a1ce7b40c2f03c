import assert from 'node:assert/strict';
import { BATCH_BODY_BYTES_MAX, BATCH_REPORTS_MAX, BODY_BYTES_MAX } from '../../src/protocol/limits.ts';
import { exchange } from '../support/raw.ts';
import { appForSuite, FakeClock } from '../support/app.ts';
import { assertProblem, partiesOf, RUNE_2H } from './reports.ts';

const text = JSON.stringify(RUNE_2H);
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const JSON_TYPE = { 'content-type': 'application/json' };

type Case = [
  name: string,
  body: string,
  status: number,
  kind: string,
  fields?: string[],
  headers?: Record<string, string>,
];

const field = (name: string, change: Record<string, unknown>, ...fields: string[]): Case => [
  name,
  JSON.stringify({ ...RUNE_2H, ...change }),
  422,
  'validation_failed',
  fields,
];

const CASES: Case[] = [
  field('a missing field', { quantity: undefined }, 'quantity'),
  field('several faults, all told', { world: 0, item_id: 'x', x: 1 }, 'world', 'item_id', 'y'),
  field('text for a number', { world: '444' }, 'world'),
  field('a number for text', { item_name: 7 }, 'item_name'),
  field('null', { value: null }, 'value'),
  field('true for a number', { quantity: true }, 'quantity'),
  field('a list for text', { item_name: ['Rune 2h sword'] }, 'item_name'),
  field('a float', { value: 38052.5 }, 'value'),
  field('a world of 0', { world: 0 }, 'world'),
  field('a world over 65535', { world: 65_536 }, 'world'),
  field('a negative item id', { item_id: -1 }, 'item_id'),
  field('a quantity of 0', { quantity: 0 }, 'quantity'),
  field('a quantity over a Java int', { quantity: 2_147_483_648 }, 'quantity'),
  field('a negative value', { value: -1 }, 'value'),
  field('a value past 2^53 - 1', { value: 2 ** 53 }, 'value'),
  field('an empty name', { item_name: '' }, 'item_name'),
  field('a name of spaces', { item_name: ' \t ' }, 'item_name'),
  field('a name of 129 characters', { item_name: 'x'.repeat(129) }, 'item_name'),
  field('a name with a control character', { item_name: 'Rune\u00002h' }, 'item_name'),
  field('a name with half a surrogate pair', { item_name: 'Rune \ud83d' }, 'item_name'),
  field('a name of zero-width characters', { item_name: '\u200b\u200b' }, 'item_name'),
  field('an empty reporter', { reporter: '' }, 'reporter'),
  field('a reporter of 129 characters', { reporter: 'x'.repeat(129) }, 'reporter'),
  field('a reporter that is not ASCII', { reporter: 'zoë' }, 'reporter'),
  field('a plane of 4', { plane: 4 }, 'plane'),
  field('y without x', { y: 3486 }, 'x'),
  field('a negative tick', { tick: -1 }, 'tick'),
  field('an item that is gone', { despawns_in: -1 }, 'despawns_in'),
  field('an item that lies for more than an hour', { despawns_in: 6_001 }, 'despawns_in'),
  field('an item that was public before', { publicIn: -1 }, 'public_in'),
  field('a seen_at that is no time', { seen_at: 'yesterday' }, 'seen_at'),
  field('a world type in capitals', { world_type: 'PVP' }, 'world_type'),
  field('a world type of 33 characters', { world_type: 'x'.repeat(33) }, 'world_type'),
  field('a world type that begins with a digit', { world_type: '1v1' }, 'world_type'),
  field('a world type with a line break behind it', { world_type: 'pvp\n' }, 'world_type'),
  field('an empty world type', { world_type: '' }, 'world_type'),
  field('a wrong worldType', { worldType: 'high risk' }, 'world_type'),
  field('a wrong itemId', { item_id: undefined, itemId: 1.5 }, 'item_id'),
  [
    '__proto__ for fields',
    `{"__proto__":${text}}`,
    422,
    'validation_failed',
    ['world', 'item_id', 'item_name', 'quantity', 'value'],
  ],
  [
    '__proto__ beside a camelCase field',
    `{"itemId":1,"__proto__":${text}}`,
    422,
    'validation_failed',
    ['world', 'item_name', 'quantity', 'value'],
  ],
  ['1e400', text.replace('38052', '1e400'), 422, 'validation_failed', ['value']],
  ['a list', `[${text}]`, 422, 'validation_failed', ['(body)']],
  ['a string', '"drop"', 422, 'validation_failed', ['(body)']],
  ['null', 'null', 422, 'validation_failed', ['(body)']],
  ['a number', '7', 422, 'validation_failed', ['(body)']],
  ['a nested bomb', nested(8_000), 422, 'validation_failed', ['(body)']],
  ['a nested bomb in a field', text.replace('"Rune 2h sword"', nested(7_000)), 422, 'validation_failed', ['item_name']],
  ['NaN', text.replace('38052', 'NaN'), 400, 'malformed_json'],
  ['half a body', text.slice(0, -5), 400, 'malformed_json'],
  ['something after the body', `${text}{}`, 400, 'malformed_json'],
  ['another content type', text, 415, 'unsupported_media_type', undefined, { 'content-type': 'text/plain' }],
  [
    'a form',
    'world=444',
    415,
    'unsupported_media_type',
    undefined,
    { 'content-type': 'application/x-www-form-urlencoded' },
  ],
  [
    'a charset that is not UTF-8',
    text,
    415,
    'unsupported_media_type',
    undefined,
    { 'content-type': 'application/json; charset=latin1' },
  ],
  ['a compressed body', text, 415, 'unsupported_media_type', undefined, { ...JSON_TYPE, 'content-encoding': 'gzip' }],
  ['a body over 16 KB', text + ' '.repeat(BODY_BYTES_MAX), 413, 'body_too_large'],
  ['an empty X-Reporter-Id', text, 422, 'validation_failed', ['X-Reporter-Id'], { ...JSON_TYPE, 'x-reporter-id': '' }],
  [
    'an X-Reporter-Id of 129 characters',
    text,
    422,
    'validation_failed',
    ['X-Reporter-Id'],
    { ...JSON_TYPE, 'x-reporter-id': 'x'.repeat(129) },
  ],
  [
    'an empty Idempotency-Key',
    text,
    422,
    'validation_failed',
    ['Idempotency-Key'],
    { ...JSON_TYPE, 'idempotency-key': '' },
  ],
  [
    'an Idempotency-Key of 201 characters',
    text,
    422,
    'validation_failed',
    ['Idempotency-Key'],
    { ...JSON_TYPE, 'idempotency-key': 'x'.repeat(201) },
  ],
];

const batchOf = (count: number) => JSON.stringify({ reports: Array.from({ length: count }, () => RUNE_2H) });

const BATCH_CASES: Case[] = [
  ['no reports', '{}', 422, 'validation_failed', ['reports']],
  ['an empty list', '{"reports":[]}', 422, 'validation_failed', ['reports']],
  ['reports that are no list', `{"reports":${text}}`, 422, 'validation_failed', ['reports']],
  ['an empty bare list', '[]', 422, 'validation_failed', ['(body)']],
  ['text', '"drops"', 422, 'validation_failed', ['(body)']],
  ['null for reports', '{"reports":null}', 422, 'validation_failed', ['reports']],
  ['101 reports', batchOf(BATCH_REPORTS_MAX + 1), 422, 'validation_failed', ['reports']],
  ['a body over its bound', batchOf(1) + ' '.repeat(BATCH_BODY_BYTES_MAX), 413, 'body_too_large'],
  ['malformed JSON', '{"reports":[', 400, 'malformed_json'],
  ['another content type', batchOf(1), 415, 'unsupported_media_type', undefined, { 'content-type': 'text/plain' }],
];

describe('[DROP-1] bad input gets a clear answer and changes nothing', () => {
  const app = appForSuite({ now: new FakeClock().now });
  before(async () => {
    await app.post('/drops', { ...RUNE_2H, world: 301 });
  });

  for (const [path, cases] of [
    ['/drops', CASES],
    ['/drops/batch', BATCH_CASES],
  ] as const) {
    for (const [name, body, status, kind, fields, headers = JSON_TYPE] of cases) {
      it(`POST ${path}: ${name}`, async () => {
        const before = await partiesOf(app);
        await assertProblem(await app.post(path, body, headers), status, kind, fields);
        assert.deepEqual(await partiesOf(app), before);
      });
    }
  }

  it('POST /drops: a body without a content type', async () => {
    const response = await fetch(`${app.url}/drops`, { method: 'POST', body: new TextEncoder().encode(text) });
    await assertProblem(response, 415, 'unsupported_media_type');
  });

  it('POST /drops: no body', async () => {
    const response = await fetch(`${app.url}/drops`, { method: 'POST' });
    await assertProblem(response, 422, 'validation_failed');
  });

  it('POST /drops: a body over 16 KB without Content-Length', async () => {
    const body = new Blob([text, ' '.repeat(BODY_BYTES_MAX)]).stream();
    const response = await fetch(`${app.url}/drops`, {
      method: 'POST',
      body,
      headers: JSON_TYPE,
      duplex: 'half',
    });
    await assertProblem(response, 413, 'body_too_large');
  });

  it('POST /drops: a client that asks first is told to go on, or that its body is too large, before it sends it', async () => {
    const ask = (length: number, body: string) =>
      exchange(
        app.url,
        `POST /drops HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: ${length}\r\n\r\n${body}`,
      );
    assert.match(await ask(text.length, text), /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200/);
    assert.match(await ask(BODY_BYTES_MAX + 1, ''), /^HTTP\/1\.1 413 /);
  });

  for (const type of [
    'text/json',
    'application/vnd.drops+json',
    'application/json; charset=UTF8',
    'application/json;charset="Utf-8"',
  ]) {
    it(`POST /drops: ${type} is JSON`, async () => {
      const response = await app.post('/drops', { ...RUNE_2H, world: 301 }, { 'content-type': type });
      assert.equal(response.status, 200, await response.text());
    });
  }

  it('valid input is accepted: both field styles, unknown fields, time offsets, values at the limits', async () => {
    const { item_id: itemId, item_name: itemName, ...rest } = RUNE_2H;
    const good = [
      { ...rest, itemId, itemName, seenAt: 1_765_281_600_000, worldType: 'pvp' },
      { ...RUNE_2H, guid: 'x', constructor: 1, seen_at: '2025-12-09T13:00:00+01:00' },
      { world: 65_535, item_id: 0, item_name: 'ß'.repeat(128), quantity: 2_147_483_647, value: 2 ** 53 - 1 },
      {
        ...RUNE_2H,
        plane: 3,
        x: 0,
        y: 16_383,
        tick: 0,
        despawns_in: 6_000,
        public_in: 6_000,
        reporter: ' ~'.repeat(64),
        world_type: `z${'_9'.repeat(15)}_`,
      },
    ];
    for (const [i, body] of good.entries()) {
      const response = await app.post(
        '/drops',
        { ...body, world: body.world - i - 1 },
        { 'content-type': 'Application/JSON; charset=utf-8' },
      );
      assert.equal(response.status, 200, await response.text());
    }
  });
});
