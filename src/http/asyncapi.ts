import { z } from 'zod';
import { errorKindSchema, faultSchema } from '../protocol/problem.ts';
import { boardDropPartySchema, dropPartySchema, dropSchema, worldDropPartySchema } from '../protocol/drop-parties.ts';
import {
  joinRequestSchema,
  memberDungeonPartySchema,
  publicDungeonPartySchema,
  startBlockerSchema,
} from '../protocol/dungeon-parties.ts';
import { sessionSchema } from '../protocol/dungeon-sessions.ts';
import { noticeSchema } from '../protocol/notice.ts';
import { toWatcherSchemas } from '../protocol/to-watcher.ts';
import { fromWatcherSchema, UPDATES_CLOSE, UPDATES_PROTOCOL } from '../protocol/updates.ts';

const DESCRIPTION = `
Plain JSON over one WebSocket, for clients that do not use Colyseus. Subscribe to topics; each sends a snapshot and then every
change, numbered. \`docs/updates.md\` explains it with examples.

Times are epoch milliseconds, values are GP. Ignore fields that you do not know: later versions may add some.
Close codes: ${Object.entries(UPDATES_CLOSE)
  .map(([name, code]) => `${code} ${name}`)
  .join(', ')}.
`.trim();

/** The answers to each type of frame; an invalid frame gets an `error`. */
const ANSWERS: Record<string, string[]> = {
  subscribe: ['subscribed', 'error'],
  unsubscribe: ['unsubscribed', 'error'],
  auth: ['authenticated', 'error'],
  ping: ['pong', 'error'],
};

const ONLY_ANSWERS: ReadonlySet<string> = new Set(['subscribed', 'authenticated', 'pong']);

const CHANNEL = '#/channels/updates';

/** The AsyncAPI 3 document of /updates. `publicAddress` is `host:port/path`. */
export function asyncApiDocument(publicAddress = 'localhost:2567') {
  const { host, pathname } = new URL(`ws://${publicAddress}`);
  const received = new Map(fromWatcherSchema.options.map((schema) => [schema.shape.type.value, schema]));
  const sent = [...toWatcherSchemas.keys()];
  const names = [...received.keys(), ...sent];
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
        ...(pathname !== '/' && { pathname }),
        protocol: 'ws',
        description: 'This server. Use wss behind a TLS proxy.',
        variables: { host: { default: host } },
      },
    },
    defaultContentType: 'application/json',
    channels: { updates: channel(names) },
    operations: {
      ...Object.fromEntries([...received.keys()].map((name) => [name, receiveOperation(name)])),
      send: {
        action: 'send',
        channel: { $ref: CHANNEL },
        summary: 'Frames that are not an answer: the greeting, snapshots, events.',
        messages: sent.filter((name) => !ONLY_ANSWERS.has(name)).map(messageOf),
      },
    },
    components: {
      messages: Object.fromEntries(names.map((name) => [name, message(name)])),
      schemas: schemasOf(new Map([...received, ...toWatcherSchemas])),
    },
  };
}

function channel(names: string[]) {
  const token = { type: 'string', description: 'A token from POST /auth/guest. An `auth` frame does the same.' };
  return {
    address: '/updates',
    messages: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
    bindings: { ws: { method: 'GET', query: { type: 'object', properties: { token } } } },
  };
}

function receiveOperation(name: string) {
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

/** Parts of several messages are schemas of their own. */
const SHARED = {
  ErrorKind: errorKindSchema,
  Fault: faultSchema,
  Drop: dropSchema,
  BoardParty: boardDropPartySchema,
  WorldParty: worldDropPartySchema,
  EndedParty: dropPartySchema,
  StartBlocker: startBlockerSchema,
  JoinRequest: joinRequestSchema,
  Party: publicDungeonPartySchema,
  PartyForMembers: memberDungeonPartySchema,
  Session: sessionSchema,
  Notice: noticeSchema,
};

function schemasOf(messages: Map<string, z.ZodType>): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of [...Object.entries(SHARED), ...messages]) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    // The input side has times in epoch milliseconds, and allows fields that a later version adds.
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
