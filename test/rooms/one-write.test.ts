import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { mock } from 'node:test';
import { appForSuite, until } from '../support/app.ts';

/** Node's writes of several frames at once. Sockets of servers have a `server`, those of clients do not. */
type Writing = Socket & { server?: object; _writev(chunks: { chunk: Buffer }[], done: () => void): void };

describe('what a client is sent at the same time', () => {
  const app = appForSuite();
  afterEach(() => mock.restoreAll());

  it('is one write: the answer to its command, the message about its party, and the patch unless the last one was just now', async () => {
    const alice = await app.sdk.joinOrCreate('lobby', { player_id: 'alice' });
    let told = 0;
    alice.onMessage('party', () => (told += 1));
    const { party_id } = await alice.request('party.create', { name: 'Delvers' });
    await until(() => alice.state.parties.get(party_id) !== undefined && told > 0, 'alice sees her party');
    const before = told;
    const writes: number[] = [];
    const writev = (Socket.prototype as Writing)._writev;
    mock.method(Socket.prototype as Writing, '_writev', function (this: Writing, ...args: Parameters<typeof writev>) {
      if (this.server) writes.push(args[0].length);
      return writev.apply(this, args);
    });
    await alice.request('party.ready', { ready: true });
    await until(() => told > before && alice.state.parties.get(party_id).members.get('alice').ready, 'alice is ready');
    // Head and content of each frame.
    assert.ok(writes.length <= 2 && Math.max(...writes) >= 4, String(writes));
  });
});
