import assert from 'node:assert/strict';
import { WebSocket } from 'ws';
import { appForSuite, readJson, until } from '../support/app.ts';
import { watch } from './TestWatcher.ts';

describe('/updates', () => {
  const app = appForSuite();

  it('[UPD-2] sends a watcher of a world its snapshot and then every drop', async () => {
    const socket = new WebSocket(`${app.url.replace('http', 'ws')}/updates`);
    const frames: Record<string, unknown>[] = [];
    socket.on('message', (data: Buffer) => frames.push(JSON.parse(data.toString())));
    await until(() => frames.length === 1);
    assert.equal(frames[0]!.type, 'hello');
    socket.send(JSON.stringify({ type: 'subscribe', world: 444, ref: 1 }));
    await until(() => frames.length === 3);
    await app.post('/drops', { world: 444, item_id: 1, item_name: 'Bones', quantity: 1, value: 5 });
    await until(() => frames.length === 5);
    assert.deepEqual(
      frames.map(({ type, event, seq }) => [type, event, seq]),
      [
        ['hello', undefined, undefined],
        ['subscribed', undefined, undefined],
        ['snapshot', undefined, 0],
        ['event', 'drop_party_started', 1],
        ['event', 'drop_added', 2],
      ],
    );
    socket.close();
  });

  it('[UPD-3] sends the region of a party in the snapshot and when it changes', async () => {
    const watcher = await watch(app.url);
    const made = await readJson<{ party_id: string }>(await app.post('/party', { player_id: 'a', region: 'eu' }));
    const { party_id } = made;
    await watcher.ask({ type: 'subscribe', lobby: 'main' });
    const { data } = await watcher.waitFor(({ type }) => type === 'snapshot', 'the snapshot');
    assert.deepEqual(
      (data as { region: string }[]).map(({ region }) => region),
      ['eu'],
    );
    await app.send('PATCH', `/party/${party_id}?player_id=a`, { region: 'us' });
    const changed = await watcher.waitFor(({ event }) => event === 'party_updated', 'the change');
    assert.equal((changed.data as { party: { region: string } }).party.region, 'us');
    await watcher.close();
  });
});
