import assert from 'node:assert/strict';
import { z } from 'zod';
import { ERROR_KINDS } from '../../../../src/errors.ts';
import { boardDropPartySchema, dropPartySchema, worldValueSchema } from '../../../../src/protocol/drop-parties.ts';
import { memberDungeonPartySchema, publicDungeonPartySchema } from '../../../../src/protocol/dungeon-parties.ts';
import { sessionSchema } from '../../../../src/protocol/dungeon-sessions.ts';
import { readJson, startApp, type TestApp } from '../../../support/app.ts';
import { differences, type JsonSchema, Samples } from './json-samples.ts';
import { useNetDriver } from './NetDriver.ts';

type Document = { components: { schemas: Record<string, JsonSchema> } };

const BY_UPDATES_ALONE = ['.drop_party_id is not sent'];
const inside = (path: string, faults: string[]) => faults.map((fault) => path + fault);

/** A class, the schema of the OpenAPI document that it is read from, and fields of the class that only other schemas have. */
const BY_REST: [name: string, schema: string, notSent?: string[]][] = [
  ['Guest', 'Guest'],
  ['Fault', 'Fault'],
  ['DungeonParty', 'DungeonPartyForMembers'],
  [
    'DungeonParty',
    'DungeonParty',
    [
      '.members.0.data is not sent',
      '.members.0.joined_at is not sent',
      '.join_code is not sent',
      '.data is not sent',
      '.requests is not sent',
    ],
  ],
  ['StartAnswer', 'StartAnswer'],
  ['ListedSession', 'ListedSession'],
  ['SessionPage', 'SessionList'],
  ['DungeonSession', 'Session'],
  ['DropPartyList', 'PartyList'],
  ['DropParty', 'PartyNow', inside('.biggest_drops.0', BY_UPDATES_ALONE)],
  [
    'DropAnswer',
    'DropAccepted',
    ['.reason is not sent', '.kind is not sent', '.error is not sent', '.errors is not sent'],
  ],
  [
    'DropAnswer',
    'DropIgnored',
    [
      '.party_id is not sent',
      '.world is not sent',
      '.total_drops is not sent',
      '.avg_drop_value is not sent',
      '.kind is not sent',
      '.error is not sent',
      '.errors is not sent',
    ],
  ],
  [
    'DropAnswer',
    'ReportRejected',
    [
      '.message is not sent',
      '.party_id is not sent',
      '.world is not sent',
      '.total_drops is not sent',
      '.avg_drop_value is not sent',
      '.reason is not sent',
    ],
  ],
];

const CHANGING = ['.time_since_last_drop is not sent', '.seconds_until_end is not sent'];
const FIGURES = ['.value_per_minute is not sent', '.duration_minutes is not sent', ...CHANGING];
const BEFORE_THE_END = ['.median_drop is not sent', ...FIGURES];

/** The same for values of /updates topics, where times are epoch milliseconds. */
const BY_UPDATES: [name: string, what: string, schema: z.ZodType, notSent?: string[]][] = [
  ['DungeonParty', 'a dungeon party, to its members', memberDungeonPartySchema],
  ['DungeonSession', 'a session', sessionSchema],
  ['WorldNow', 'a world', worldValueSchema, inside('.party', BEFORE_THE_END)],
  ['DropParty', 'an ended drop party', dropPartySchema, FIGURES],
  [
    'DropParty',
    'a drop party on the board',
    boardDropPartySchema,
    [...BEFORE_THE_END, '.witnesses is not sent', '.biggest_drops is not sent'],
  ],
  [
    'DungeonParty',
    'a dungeon party in a lobby',
    publicDungeonPartySchema,
    [
      '.members.0.data is not sent',
      '.members.0.joined_at is not sent',
      '.join_code is not sent',
      '.data is not sent',
      '.requests is not sent',
    ],
  ],
];

describe('C# classes', () => {
  const driver = useNetDriver();
  let app: TestApp;
  let schemas: Document['components']['schemas'];
  let samples: Samples;
  before(async () => {
    app = await startApp();
    schemas = (await readJson<Document>(await app.get('/openapi.json'))).components.schemas;
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
