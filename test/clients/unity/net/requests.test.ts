import assert from 'node:assert/strict';
import { readJson, startApp } from '../../../support/app.ts';
import { CALLS, NOT_CALLED, OF_PARTY, PARTY_ID, SESSION_ID, TICKET_ID } from './calls.ts';
import type { JsonSchema } from './json-samples.ts';
import { type As, useNetDriver } from './NetDriver.ts';
import { json, StubServer } from './StubServer.ts';

type Parameter = { name: string; in: string };
type Operation = {
  parameters?: Parameter[];
  requestBody?: { content: { 'application/json': { schema: JsonSchema } } };
};
type Document = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonSchema> };
};

/**
 * Sent in another place: the version in If-Match, a reporter in its field, a name in the query. An ingest key is not sent, because in a
 * game that players have it would be no secret.
 */
const ELSEWHERE = new Set(['if_version', 'X-Reporter-Id', 'X-Ingest-Key', 'player_id']);

describe('The requests of MusterRest', () => {
  const driver = useNetDriver();
  let stub: StubServer;
  let document: Document;
  before(async () => {
    const app = await startApp();
    document = await readJson<Document>(await app.get('/openapi.json'));
    await app.stop();
    stub = await StubServer.start();
    stub.replies = [json(200, { token: 'secret' })];
  });
  after(() => stub?.stop());

  async function sent(as: As, name: string, input: object) {
    await driver.do({ url: `${stub.url}/behind/a/proxy/`, ...as }, name, input);
    const { method, url, headers, body } = stub.got.at(-1)!;
    const { pathname, searchParams } = new URL(url, stub.url);
    return {
      method,
      pathname,
      query: Object.fromEntries(searchParams),
      headers,
      body: body === '' ? {} : (JSON.parse(body) as object),
    };
  }

  it('cover every operation of the API', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const called = new Set(CALLS.map(([, , operation]) => operation));
    assert.deepEqual(
      operations.filter((operation) => !called.has(operation) && !NOT_CALLED.has(operation)),
      [],
    );
  });

  for (const [name, input, operation] of CALLS) {
    it(`make ${operation} with all its fields`, async () => {
      // Signing in changes the client's player, so it has a client of its own.
      const player = name === 'guest' ? 'nobody' : 'alice';
      const { method, pathname, query, headers, body } = await sent({ player }, name, input);
      const [verb, path] = operation.split(' ') as [string, string];
      const address = path
        .replace('{party_id}', PARTY_ID)
        .replace('{session_id}', SESSION_ID)
        .replace('{ticket_id}', TICKET_ID);
      assert.equal(`${method} ${pathname}`, `${verb} /behind/a/proxy${address.replace(/\{\w+\}/, '1')}`);
      const { parameters = [], requestBody } = document.paths[path]![verb.toLowerCase()]!;
      const taken = fieldsOf(requestBody?.content['application/json'].schema);
      const inQuery = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
      const inHeader = parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => name);
      const said = new Set([...Object.keys(body), ...Object.keys(query)]);
      const expected = new Set(
        [...taken, ...inQuery].filter((field) => !ELSEWHERE.has(field) || inQuery.includes(field)),
      );
      assert.deepEqual([...said].toSorted(), [...expected].toSorted());
      for (const header of inHeader.filter((header) => !ELSEWHERE.has(header))) {
        assert.ok(headers[header.toLowerCase()], `${header} is sent`);
      }
      if (inHeader.includes('If-Match')) assert.equal(headers['if-match'], '"3"');
      const inAddress = new Set(['if_version', ...path.matchAll(/\{(\w+)\}/g).map(([, name]) => name!)]);
      const content = Object.fromEntries(Object.entries(input).filter(([name]) => !inAddress.has(name)));
      assert.partialDeepStrictEqual({ ...body, ...query }, stringified(content, query));
    });
  }

  /** The fields of a body. */
  function fieldsOf(schema: JsonSchema | undefined): string[] {
    const resolved = schema?.$ref ? document.components.schemas[schema.$ref.split('/').at(-1)!] : schema;
    // Of a batch, the envelope: the client does not send bare lists.
    return Object.keys(resolved?.properties ?? resolved?.anyOf?.[0]?.properties ?? {});
  }

  it('name the caller by the token only, if there is one', async () => {
    const { query, headers } = await sent({ player: 'alice', token: 'secret' }, 'party.get', { party_id: PARTY_ID });
    assert.deepEqual([query, headers.authorization], [{}, 'Bearer secret']);
  });

  it('leave out the caller and all fields that were not given', async () => {
    const { query, headers, body } = await sent({}, 'party.create', {});
    assert.deepEqual([query, headers.authorization, body], [{}, undefined, {}]);
  });

  it('clear a password or class that is given as an empty string', async () => {
    const { body } = await sent({}, 'party.update', { ...OF_PARTY, password: null });
    assert.deepEqual(body, { password: null });
    const ready = await sent({}, 'party.ready', { party_id: PARTY_ID, class: null });
    assert.deepEqual(ready.body, { ready: true, class: null });
  });
});

/** Values that are sent in the query, as text. */
function stringified(values: object, query: object): object {
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, name in query ? text(value) : value]));
}
