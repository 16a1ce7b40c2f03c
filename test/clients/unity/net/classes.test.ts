import assert from 'node:assert/strict';
import { z } from 'zod';
import { ERROR_KINDS } from '../../../../src/errors.ts';
import { readJson, startApp, type TestApp } from '../../../support/app.ts';
import { CALLS } from './calls.ts';
import { BY_REST, BY_UPDATES, BY_UPDATES_ALONE, IN_PARTS, inside } from './class-fields.ts';
import { differences, type JsonSchema, Samples } from './json-samples.ts';
import { useNetDriver } from './NetDriver.ts';

type Operation = { responses: Record<string, { content: { 'application/json': { schema: JsonSchema } } }> };
type Document = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonSchema>; messages: object };
};

/** Frames of /updates, and what reads them. Events change the values of topics: fold.test.ts has all of them. */
const FRAMES: Record<string, string> = {
  hello: 'UpdatesConnection',
  subscribed: 'Subscriptions',
  unsubscribed: 'Subscriptions',
  error: 'Subscriptions',
  notice: 'Notice',
  'snapshot.board': 'DropParty',
  'snapshot.world': 'WorldNow',
  'snapshot.lobby': 'DungeonParty',
  'snapshot.party': 'DungeonParty',
  'snapshot.session': 'DungeonSession',
  'snapshot.ticket': 'Ticket',
  authenticated: 'nothing: only a refusal matters',
  resync: 'nothing: a snapshot follows',
  pong: 'nothing: it only shows that the connection is alive',
};
const TO_SERVER = new Set(['subscribe', 'unsubscribe', 'auth', 'ping']);

describe('C# classes', () => {
  const driver = useNetDriver();
  let app: TestApp;
  let document: Document;
  let schemas: Document['components']['schemas'];
  let samples: Samples;
  before(async () => {
    app = await startApp();
    document = await readJson<Document>(await app.get('/openapi.json'));
    schemas = document.components.schemas;
    samples = new Samples(schemas);
  });
  after(() => app?.stop());

  const read = (name: string, json: unknown) => driver.do<object>({}, 'local.read', { class: name, json });

  for (const [name, schema, notSent = []] of BY_REST) {
    it(`${name} has the fields of ${schema}`, async () => {
      const json = samples.of(schemas[schema]!);
      assert.deepEqual(differences(await read(name, json), json).toSorted(), notSent.toSorted());
    });
  }

  for (const [name, what, schema, notSent = []] of BY_UPDATES) {
    it(`${name} has the fields that /updates sends of ${what}`, async () => {
      const json = samples.of(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema);
      assert.deepEqual(differences(await read(name, json), json).toSorted(), notSent.toSorted());
    });
  }

  it('have every field of every answer that MusterRest reads', () => {
    const compared = new Set([...BY_REST.map(([, schema]) => schema), ...IN_PARTS]);
    const operations = new Set(CALLS.map(([, , operation]) => operation));
    const others = [...operations].flatMap((operation) => {
      const [method, path] = operation.split(' ') as [string, string];
      const { responses } = document.paths[path]![method.toLowerCase()]!;
      return Object.entries(responses)
        .filter(([status]) => status.startsWith('2'))
        .flatMap(([, { content }]) => fieldsOutside(compared, schemas, content['application/json'].schema, operation));
    });
    assert.deepEqual(others, []);
  });

  it('read every frame of /updates', async () => {
    const { components } = await readJson<Document>(await app.get('/asyncapi.json'));
    const events = /^(?!snapshot)\w+\./;
    const frames = Object.keys(components.messages).filter((name) => !events.test(name) && !TO_SERVER.has(name));
    assert.deepEqual(frames.toSorted(), Object.keys(FRAMES).toSorted());
  });

  it('read the parts of pages and answers as they read them alone', async () => {
    const of = (schema: string) => samples.of(schemas[schema]!) as Record<string, unknown>;
    const answer = of('PartyAnswer');
    const { status, party_id, session_id, version } = answer;
    assert.deepEqual(await read('PartyAnswer', answer), {
      status,
      party_id,
      session_id,
      version,
      party: await read('DungeonParty', answer),
    });
    const gone = { status: 'left', party_id, session_id: null, version: null };
    assert.deepEqual(await read('PartyAnswer', gone), { ...gone, party: null });
    const page = of('PartyPage');
    const dumped = (await read('DropPartyPage', page)) as { party: object; drops: object[]; next_cursor: string };
    assert.deepEqual(dumped.party, await read('DropParty', page));
    const { drops, next_cursor } = page;
    assert.deepEqual(
      differences({ drops: dumped.drops, next_cursor: dumped.next_cursor }, { drops, next_cursor }),
      inside('.drops.0', BY_UPDATES_ALONE),
    );
    const world = of('WorldPage');
    assert.deepEqual(await read('WorldPage', world), {
      world: world.world,
      party: await read('DropParty', world.party),
      last_parties: [await read('DropParty', (world.last_parties as unknown[])[0])],
    });
    const history = of('History');
    assert.deepEqual(await read('DropPartyHistory', history), {
      parties: [await read('DropParty', (history.parties as unknown[])[0])],
      next_cursor: history.next_cursor,
    });
    const list = of('DungeonPartyList');
    assert.deepEqual(await read('DungeonPartyPage', list), {
      parties: [await read('DungeonParty', (list.parties as unknown[])[0])],
      next_cursor: list.next_cursor,
    });
  });

  it('have every error kind of the server in ErrorKinds, and two of the client', async () => {
    const kinds = await driver.do<Record<string, string>>({}, 'local.kinds');
    const pascal = (kind: string) => kind.replaceAll(/(?:^|_)(\w)/g, (_, first: string) => first.toUpperCase());
    const obsolete = ['length_required', 'timeout'];
    const expected = ['unreachable', 'unexpected_answer', ...Object.keys(ERROR_KINDS), ...obsolete];
    assert.deepEqual(kinds, Object.fromEntries(expected.map((kind) => [pascal(kind), kind])));
  });
});

/** Paths of the fields that the schema has outside of the compared schemas. Lists and objects around those do not count. */
function fieldsOutside(
  compared: Set<string>,
  schemas: Record<string, JsonSchema>,
  schema: JsonSchema,
  path: string,
): string[] {
  const inside = (part: JsonSchema, at: string) => fieldsOutside(compared, schemas, part, at);
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1)!;
    return compared.has(name) ? [] : inside(schemas[name]!, name);
  }
  const variants = (schema.anyOf ?? schema.oneOf)?.filter(({ type }) => type !== 'null');
  if (variants) return variants.flatMap((variant) => inside(variant, path));
  if (schema.items) return inside(schema.items, path);
  if (!schema.properties) return [path];
  return Object.entries(schema.properties).flatMap(([name, part]) => inside(part, `${path}.${name}`));
}
