import assert from 'node:assert/strict';
import { appForSuite } from '../support/app.ts';
import { type TestWatcher, watch } from './TestWatcher.ts';

const ID = '00000000-0000-4000-8000-000000000000';

describe('an invalid frame', () => {
  const app = appForSuite();
  let watcher: TestWatcher;
  beforeEach(async () => {
    watcher = await watch(app.url);
  });
  afterEach(() => watcher.close());

  const WRONG: [string, object | string, string, RegExp][] = [
    ['no JSON', '{"type":', 'malformed_json', /JSON/],
    ['empty', '', 'malformed_json', /JSON/],
    ['null', 'null', 'validation_failed', /./],
    ['an array', '[]', 'validation_failed', /./],
    ['deep', '['.repeat(4_000), 'malformed_json', /./],
    ['without a type', {}, 'validation_failed', /^type: must be subscribe, unsubscribe, auth or ping$/],
    ['of another type', { type: '__proto__' }, 'validation_failed', /^type: must be/],
    [
      'without a topic',
      { type: 'subscribe' },
      'validation_failed',
      /^topic: must be named once, by one of topic, party_id/,
    ],
    ['with two topics', { type: 'subscribe', world: 1, board: true }, 'validation_failed', /named once/],
    ['world 0', { type: 'subscribe', world: 0 }, 'validation_failed', /whole number from 1 to 65535/],
    ['world "444"', { type: 'subscribe', world: '444' }, 'validation_failed', /world/],
    ['board false', { type: 'subscribe', board: false }, 'validation_failed', /must be true/],
    ['lobby ../x', { type: 'subscribe', lobby: '../x' }, 'validation_failed', /letters/],
    ['party 7', { type: 'subscribe', party_id: 7 }, 'validation_failed', /^party_id: must be a string$/],
    ['topic 444', { type: 'subscribe', topic: 444 }, 'validation_failed', /^topic: must be a string$/],
    [
      'topic "444"',
      { type: 'subscribe', topic: '444' },
      'validation_failed',
      /^topic: must be board, world:<number>, /,
    ],
    ['topic "world:0"', { type: 'subscribe', topic: 'world:0' }, 'validation_failed', /^topic: .* from 1 to 65535$/],
    ['topic "world:x"', { type: 'subscribe', topic: 'world:x' }, 'validation_failed', /^topic: must be board, /],
    ['topic "lobby:a b"', { type: 'subscribe', topic: 'lobby:a b' }, 'validation_failed', /^topic: must be letters/],
    ['topic "party:7"', { type: 'subscribe', topic: 'party:7' }, 'party_not_found', /./],
    ['topic "session:"', { type: 'subscribe', topic: 'session:' }, 'session_not_found', /./],
    ['a topic named twice', { type: 'subscribe', topic: 'world:1', world: 1 }, 'validation_failed', /named once/],
    ['party "7"', { type: 'subscribe', party_id: '7' }, 'party_not_found', /./],
    [
      'an unknown field',
      { type: 'subscribe', worldId: 1 },
      'validation_failed',
      /^worldId: unknown; did you mean world\?/,
    ],
    ['an unknown field of a ping', { type: 'ping', id: 1 }, 'validation_failed', /^id: unknown; known are: type, ref$/],
    ['since -1', { type: 'subscribe', world: 1, since: -1 }, 'validation_failed', /since/],
    ['since 1.5', { type: 'subscribe', world: 1, since: 1.5 }, 'validation_failed', /since/],
    ['a ref that is an object', { type: 'ping', ref: {} }, 'validation_failed', /ref/],
    ['an unknown party', { type: 'subscribe', party_id: ID }, 'party_not_found', /./],
    ['an unknown session', { type: 'subscribe', session_id: ID }, 'session_not_found', /./],
    ['an unknown party since 5', { type: 'subscribe', party_id: ID, since: 5 }, 'party_not_found', /./],
    ['an empty auth', { type: 'auth' }, 'unauthorized', /token or a player_id/],
  ];

  for (const [name, frame, kind, message] of WRONG) {
    it(`[IN-5] (${name}) gets an error that says why, and the socket stays open`, async () => {
      watcher.send(frame);
      const error = await watcher.waitFor(({ type }) => type === 'error', 'an error');
      assert.equal(error.kind, kind);
      assert.match(String(error.message), message);
      await watcher.settled();
    });
  }

  it('gets its ref back if that is valid', async () => {
    assert.equal((await watcher.ask({ type: 'subscribe', world: 0 })).kind, 'validation_failed');
  });

  it('changes nothing: subscriptions continue', async () => {
    await watcher.ask({ type: 'subscribe', world: 444 });
    for (const [, frame] of WRONG) watcher.send(frame);
    await watcher.settled();
    await app.post('/drops', { world: 444, item_id: 1, item_name: 'Bones', quantity: 1, value: 5 });
    await watcher.waitFor(({ event }) => event === 'drop_added', 'the drop');
  });

  it('for a 51st topic is refused, and accepted after an unsubscribe', async () => {
    for (let world = 1; world <= 50; world++) watcher.send({ type: 'subscribe', world });
    assert.equal((await watcher.ask({ type: 'subscribe', world: 51 })).kind, 'subscriptions_full');
    assert.equal((await watcher.ask({ type: 'subscribe', world: 50 })).type, 'subscribed');
    await watcher.ask({ type: 'unsubscribe', world: 7 });
    assert.equal((await watcher.ask({ type: 'subscribe', world: 51 })).type, 'subscribed');
  });
});
