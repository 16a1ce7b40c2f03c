import { z } from 'zod';
import { errorKindSchema, faultSchema } from '../protocol/problem.ts';
import { boardDropPartySchema, dropPartySchema, dropSchema, worldDropPartySchema } from '../protocol/drop-parties.ts';
import { memberDungeonPartySchema, publicDungeonPartySchema, startBlockerSchema } from '../protocol/dungeon-parties.ts';
import { sessionSchema } from '../protocol/dungeon-sessions.ts';
import { toWatcherSchemas } from '../protocol/to-watcher.ts';
import { fromWatcherSchema, UPDATES_CLOSE, UPDATES_PROTOCOL } from '../protocol/updates.ts';

const DESCRIPTION = `
Plain JSON over one WebSocket, for clients that do not speak Colyseus: subscribe to topics, get a snapshot of each and then
every change, numbered. \`docs/updates.md\` explains it with examples.

Times are epoch milliseconds, values are GP. Fields that are not known are to be ignored: later versions may add some.
Close codes: ${Object.entries(UPDATES_CLOSE)
  .map(([name, code]) => `${code} ${name}`)
  .join(', ')}.
`.trim();

/** What each frame of a watcher is answered with; a wrong one with an `error`. */
const ANSWERS: Record<string, string[]> = {
  subscribe: ['subscribed', 'error'],
  unsubscribe: ['unsubscribed', 'error'],
  auth: ['authenticated', 'error'],
  ping: ['pong', 'error'],
};

const CHANNEL = '#/channels/updates';

/** The AsyncAPI 3 document of /updates. */
export function asyncApiDocument() {
  const heard = new Map(fromWatcherSchema.options.map((schema) => [schema.shape.type.value, schema]));
  const said = [...toWatcherSchemas.keys()];
  const names = [...heard.keys(), ...said];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Muster updates',
      version: `${UPDATES_PROTOCOL}.0.0`,
      description: DESCRIPTION,
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    servers: {
      self: {
        host: '{host}',
        protocol: 'ws',
        description: 'This server. wss behind a proxy that speaks TLS.',
        variables: { host: { default: 'localhost:2567' } },
      },
    },
    defaultContentType: 'application/json',
    channels: { updates: channel(names) },
    operations: {
      ...Object.fromEntries([...heard.keys()].map((name) => [name, heardOperation(name)])),
      tell: {
        action: 'send',
        channel: { $ref: CHANNEL },
        summary: 'What comes unasked: the greeting, snapshots, events.',
        messages: said.filter((name) => !(name in ONLY_ANSWERS)).map(messageOf),
      },
    },
    components: {
      messages: Object.fromEntries(names.map((name) => [name, message(name)])),
      schemas: schemasOf(new Map([...heard, ...toWatcherSchemas])),
    },
  };
}

const ONLY_ANSWERS = { subscribed: true, authenticated: true, pong: true };

function channel(names: string[]) {
  const token = { type: 'string', description: 'As POST /auth/guest gives it; an `auth` frame does the same.' };
  return {
    address: '/updates',
    messages: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
    bindings: { ws: { method: 'GET', query: { type: 'object', properties: { token } } } },
  };
}

function heardOperation(name: string) {
  return {
    action: 'receive',
    channel: { $ref: CHANNEL },
    messages: [messageOf(name)],
    reply: { channel: { $ref: CHANNEL }, messages: ANSWERS[name]!.map(messageOf) },
  };
}

function messageOf(name: string) {
  return { $ref: `${CHANNEL}/messages/${name}` };
}

function message(name: string) {
  return { name, contentType: 'application/json', payload: { $ref: `#/components/schemas/${name}` } };
}

/** What several messages show is a schema of its own. */
const SHARED = {
  ErrorKind: errorKindSchema,
  Fault: faultSchema,
  Drop: dropSchema,
  BoardParty: boardDropPartySchema,
  WorldParty: worldDropPartySchema,
  EndedParty: dropPartySchema,
  StartBlocker: startBlockerSchema,
  Party: publicDungeonPartySchema,
  PartyForMembers: memberDungeonPartySchema,
  Session: sessionSchema,
};

function schemasOf(messages: Map<string, z.ZodType>): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of [...Object.entries(SHARED), ...messages]) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    // As a client sends it; of what it gets, it must not refuse fields that a later version adds.
    io: 'input',
    unrepresentable: 'any',
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ jsonSchema }) => {
      const { override, example } = jsonSchema as { override?: object; example?: unknown };
      delete jsonSchema.override;
      delete jsonSchema.example;
      if (example !== undefined) jsonSchema.examples = [example] as typeof jsonSchema.examples;
      if (jsonSchema.format === 'uuid') delete jsonSchema.pattern;
      Object.assign(jsonSchema, override);
    },
  });
  return Object.fromEntries(Object.entries(schemas).map(([id, { $id: _id, $schema: _schema, ...rest }]) => [id, rest]));
}
