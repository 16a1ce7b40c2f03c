import assert from 'node:assert/strict';
import { FakeClock, readJson, startApp, type TestApp } from '../../support/app.ts';
import { type Door } from '../../support/party-scenarios.ts';
import { restDoor } from '../../support/rest-door.ts';
import { MessageDoor } from '../../lobby/message-door.ts';

/** The SDK's MessagePack would create an object of this type, in the clients of all players who get the data. */
const NAMED = { _type: 'System.Diagnostics.Process' };

const HIDDEN: [data: object, path: string][] = [
  [NAMED, '_type'],
  [{ bag: { ...NAMED, gold: 1 } }, 'bag._type'],
  [{ bags: [{}, { inner: NAMED }] }, 'bags.1.inner._type'],
];

describe('A key _type in free-form data', () => {
  const clock = new FakeClock();
  let app: TestApp;
  let messages: MessageDoor;
  let doors: [string, Door][];
  before(async () => {
    app = await startApp({ now: clock.now });
    messages = new MessageDoor(app, clock);
    doors = [
      ['REST', restDoor(app, clock)],
      ['messages', messages],
    ];
  });
  after(async () => {
    await messages.close();
    await app.stop();
  });

  it('is refused with its path at every depth, in every field, over REST and messages', async () => {
    for (const [name, door] of doors) {
      const leader = `leader-by-${name}`;
      const { party_id } = await door.create(leader);
      const { session_id } = await door.request(leader, 'party.start', { party_id, force: true });
      await door.request(leader, 'session.join', { session_id });
      for (const [data, path] of HIDDEN) {
        const refused = (asked: Promise<unknown>, field: string) =>
          assert.rejects(
            asked,
            { kind: 'validation_failed', message: new RegExp(`^${field}\\.${path}: is a key`) },
            `${name} ${field}`,
          );
        await refused(door.request(leader, 'party.update', { party_id, data }), 'data');
        await refused(door.request(`other-${name}`, 'party.join', { party_id, player_data: data }), 'player_data');
        await refused(door.request(leader, 'session.player_data', { session_id, player_data: data }), 'player_data');
        await refused(door.request(leader, 'session.progress', { session_id, progress: data }), 'progress');
        await refused(door.request(leader, 'session.complete', { session_id, result: data }), 'result');
      }
    }
  });

  it('is allowed as a value', async () => {
    const { party_id } = await doors[0]![1].create('somebody', { data: { type: '_type', _types: 1 } });
    const { data } = await readJson<{ data: object }>(await app.get(`/party/${party_id}?player_id=somebody`));
    assert.deepEqual(data, { type: '_type', _types: 1 });
  });
});
