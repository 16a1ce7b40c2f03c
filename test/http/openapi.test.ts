import assert from 'node:assert/strict';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { z } from 'zod';
import { FakeClock, startApp, type TestApp } from '../support/app.ts';
import { RUNE_2H } from './reports.ts';

type Media = { schema: object; examples: Record<string, { value: unknown }> };
type Operation = {
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { content?: Record<string, Media> }>;
};
type Document = {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
};

describe('/openapi.json', () => {
  const clock = new FakeClock();
  let app: TestApp;
  let text: string;
  let document: Document;
  before(async () => {
    app = await startApp({ now: clock.now });
    text = await (await app.get('/openapi.json')).text();
    document = JSON.parse(text) as Document;
  });
  after(() => app.stop());

  /** The schema at one place of the document, as a validator. */
  const validator = (schema: object) =>
    z.fromJSONSchema({
      ...(JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/')) as object),
      $defs: JSON.parse(JSON.stringify(document.components.schemas).replaceAll('#/components/schemas/', '#/$defs/')),
    });

  it('is valid OpenAPI 3.1', async () => {
    assert.match(document.openapi, /^3\.1\./);
    const config = await createConfig({ extends: ['recommended'] });
    const problems = await lintFromString({ source: text, absoluteRef: 'openapi.json', config });
    // A server of the operator's own: there is no other address to name, and health has no 4xx.
    const expected = new Set(['operation-4xx-response']);
    assert.deepEqual(
      problems
        .filter(({ ruleId }) => !expected.has(ruleId))
        .map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer]),
      [],
    );
  });

  it('has every address of the API', () => {
    assert.deepEqual(Object.keys(document.paths).toSorted(), [
      '/drops',
      '/drops/batch',
      '/livez',
      '/matchmake/{method}/{target}',
      '/parties',
      '/parties/cleanup',
      '/parties/history',
      '/parties/{id}',
      '/readyz',
      '/worlds/{world}',
    ]);
  });

  it('has examples, and each fits its schema', () => {
    let count = 0;
    for (const operation of Object.values(document.paths).flatMap((operations) => Object.values(operations))) {
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

  it('says what is answered', async () => {
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
    for (const [path, method, response] of answers) {
      const content = document.paths[path]![method]!.responses[response.status]?.content;
      const media = content?.[response.headers.get('content-type')!.split(';')[0]!];
      assert.ok(media, `${path} documents ${response.status}`);
      validator(media.schema).parse(await response.json());
    }
  });
});
