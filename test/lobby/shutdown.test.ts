import assert from 'node:assert/strict';
import { joinRaw, connectRaw } from '../support/raw.ts';
import { readJson } from '../support/app.ts';
import { spawnServer } from '../support/server-process.ts';
import { TestClient } from '../support/TestClient.ts';

describe('SIGTERM with stuck clients in a lobby and in runs', () => {
  it('ends the server with exit code 0 although no client reads, acknowledges or takes its seat', async () => {
    const server = await spawnServer();
    try {
      const matchmake = async (path: string, options: object) => {
        const response = await fetch(`${server.url}/matchmake/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(options),
        });
        return readJson<{ processId: string; roomId: string; sessionId: string }>(response);
      };
      for (let i = 0; i < 20; i++) {
        const stuck = await joinRaw(
          server.url,
          'lobby',
          { player_id: `stuck-${i}`, lobby: i % 2 ? 'main' : 'other' },
          i % 3 > 0,
        );
        stuck.socket.pause();
        await matchmake('joinOrCreate/lobby', { player_id: `late-${i}` });
      }
      const sdk = new TestClient(server.url.replace('http', 'ws'));
      for (let i = 0; i < 10; i++) {
        const leader = await sdk.joinOrCreate('lobby', { player_id: `leader-${i}` });
        await leader.request('party.create', {});
        // Sends a seat reservation that nobody uses.
        const { session_id } = await leader.request('party.start', {});
        const seat = await matchmake(`joinById/${session_id}`, { player_id: `leader-${i}` });
        const run = await connectRaw(
          `${server.url}/${seat.processId}/${seat.roomId}?sessionId=${seat.sessionId}`,
          i % 2 === 0,
        );
        if (i % 3 === 0) run.socket.terminate();
        else run.socket.pause();
      }
      // The watchdog would end it with exit code 1 after 8 s.
      assert.deepEqual(await server.kill('SIGTERM'), { code: 0, signal: null }, server.output());
      assert.match(server.output(), /stopped/);
    } finally {
      await server.stop();
    }
  });
});
