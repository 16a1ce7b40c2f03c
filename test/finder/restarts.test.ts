import assert from 'node:assert/strict';
import type { TicketReply } from '../../src/directory/rooms.ts';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';
import { readJson, until } from '../support/app.ts';

type Ticket = TicketReply['ticket'] & { queue: TicketReply['queue']; kind?: string };

describe('tickets after a restart', () => {
  let server: ServerProcess;
  beforeEach(async () => {
    server = await spawnServer();
  });
  afterEach(() => server.stop());

  const post = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json' };
    return readJson<Ticket>(await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) }));
  };
  const read = async (id: string, player: string) =>
    readJson<Ticket>(await fetch(`${server.url}/queue/${id}?player_id=${player}`));

  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    it(`[FIND-11] tickets keep their place and waiting time over ${signal}, a proposed match is withdrawn, and all of them are matched later`, async () => {
      const wish = { lobby: 'named', players_min: 2, players_max: 2, class: 'mage', gives_way: { language: 60 } };
      const alone = await post('/queue', { player_id: 'old', ...wish, tags_must: ['rare'], rating: 1500 });
      const pair = [
        await post('/queue', { player_id: 'ann', ...wish }),
        await post('/queue', { player_id: 'bob', ...wish }),
      ];
      await until(async () => (await read(pair[0]!.ticket_id, 'ann')).status === 'proposed');
      await post(`/queue/${pair[0]!.ticket_id}/accept`, { player_id: 'ann' });
      const before = await read(alone.ticket_id, 'old');

      await server.kill(signal);
      await server.restart();
      const after = await read(alone.ticket_id, 'old');
      assert.deepEqual({ ...after, queue: null }, { ...before, queue: null });
      assert.equal(after.created_at, alone.created_at);
      // Both are proposed again, and who had accepted is asked again.
      await until(async () => (await read(pair[1]!.ticket_id, 'bob')).status === 'proposed');
      const asked = await read(pair[0]!.ticket_id, 'ann');
      assert.equal(asked.match?.accepted, 0);
      for (const [i, player_id] of ['ann', 'bob'].entries())
        await post(`/queue/${pair[i]!.ticket_id}/accept`, { player_id });
      const done = await read(pair[0]!.ticket_id, 'ann');
      assert.equal(done.reason, 'matched');
      assert.equal((await read(pair[1]!.ticket_id, 'bob')).session_id, done.session_id);
      await post('/queue', { player_id: 'new', ...wish, tags: ['rare'], tags_must: [], rating: 1510 });
      await until(async () => (await read(alone.ticket_id, 'old')).status === 'proposed');
    });
  }
});
