import assert from 'node:assert/strict';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { z } from 'zod';
import { type ToWatcher, toWatcherSchemas } from '../../src/protocol/to-watcher.ts';
import { appForSuite, FakeClock } from '../support/app.ts';
import { Admin } from '../http/admin/admin.ts';
import { PLAYED_ENV, playTopics } from './played-topics.ts';
import { watch } from './TestWatcher.ts';

type Ref = { $ref: string };
type Operation = { action: string; channel: Ref; messages: Ref[]; reply?: { channel: Ref; messages: Ref[] } };
type Document = {
  asyncapi: string;
  channels: { updates: { address: string; messages: Record<string, Ref> } };
  operations: Record<string, Operation>;
  components: { messages: Record<string, { payload: Ref }>; schemas: Record<string, object> };
};

describe('/asyncapi.json', () => {
  const clock = new FakeClock();
  const app = appForSuite({ now: clock.now, env: PLAYED_ENV });
  let text: string;
  let document: Document;
  let frames: ToWatcher[];
  before(async () => {
    text = await (await app.get('/asyncapi.json')).text();
    document = JSON.parse(text) as Document;
    const watcher = await watch(app.url);
    await new Admin(app).do('POST', '/notice', { text: 'Restart at noon' });
    const notice = (await watcher.waitFor(({ type }) => type === 'notice', 'the notice')) as ToWatcher;
    await watcher.close();
    await new Admin(app).do('DELETE', '/notice');
    frames = [...(await playTopics(app, clock)), notice];
  });

  const schemaOf = (name: string) => {
    const $defs = JSON.parse(
      JSON.stringify(document.components.schemas).replaceAll('#/components/schemas/', '#/$defs/'),
    );
    return z.fromJSONSchema({ $ref: `#/$defs/${name}`, $defs });
  };

  it('is valid AsyncAPI 3', async () => {
    assert.equal(document.asyncapi, '3.0.0');
    const config = await createConfig({ extends: ['recommended'] });
    const problems = await lintFromString({ source: text, absoluteRef: 'asyncapi.json', config });
    assert.deepEqual(
      problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer]),
      [],
    );
  });

  it('has no broken reference', () => {
    const at = (ref: string) =>
      ref
        .slice(2)
        .split('/')
        .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], document);
    const refs = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref!);
    assert.ok(refs.length > 100);
    for (const ref of refs) assert.ok(ref.startsWith('#/') && at(ref) !== undefined, ref);
  });

  it('has operations whose messages belong to their channel, as the specification requires', () => {
    const { operations, channels } = document;
    for (const { action, channel, messages, reply } of Object.values(operations)) {
      assert.match(action, /^(send|receive)$/);
      assert.equal(channel.$ref, '#/channels/updates');
      for (const { $ref } of [...messages, ...(reply?.messages ?? [])]) {
        assert.ok($ref.replace('#/channels/updates/messages/', '') in channels.updates.messages, $ref);
      }
    }
    const used = new Set(
      Object.values(operations).flatMap(({ messages, reply }) =>
        [...messages, ...(reply?.messages ?? [])].map(({ $ref }) => $ref),
      ),
    );
    assert.equal(used.size, Object.keys(channels.updates.messages).length, 'no message without an operation');
  });

  it('describes every frame of a running server, with no field left out', () => {
    for (const frame of frames) {
      const name = nameOf(frame);
      const { payload } = document.components.messages[name] ?? assert.fail(`no message ${name}`);
      const read = schemaOf(payload.$ref.split('/').at(-1)!).safeParse(frame);
      assert.ok(read.success, `${name} ${JSON.stringify(frame)} ${read.error}`);
      // An undocumented field would be lost on the way.
      const schema = toWatcherSchemas.get(name)!;
      assert.deepEqual(z.encode(schema, z.decode(schema, frame)), frame, name);
    }
  });

  it('a running server sends every message of the document', () => {
    const came = new Set(frames.map(nameOf));
    // The test subscribes to parties and sessions with `since: 0`, which sends no snapshot.
    const notPlayed = ['snapshot.party', 'snapshot.session', 'snapshot.ticket'];
    assert.deepEqual(
      [...toWatcherSchemas.keys()].filter((name) => !came.has(name)),
      notPlayed,
    );
  });

  it('refuses what the server refuses', () => {
    const subscribe = schemaOf('subscribe');
    assert.ok(subscribe.safeParse({ type: 'subscribe', world: 444, since: 0, ref: 'a' }).success);
    const refused = [
      { world: 0 },
      { party_id: 'p' },
      { board: false },
      { world: 444, since: -1 },
      {},
      { world: 444, board: true },
    ];
    for (const topic of refused)
      assert.ok(!subscribe.safeParse({ type: 'subscribe', ...topic }).success, JSON.stringify(topic));
  });
});

/** The frame's name in the document. */
function nameOf(frame: ToWatcher): string {
  if (frame.type !== 'snapshot' && frame.type !== 'event') return frame.type;
  const [kind] = frame.topic.split(':');
  return frame.type === 'event' ? `${kind}.${frame.event}` : `snapshot.${kind}`;
}
