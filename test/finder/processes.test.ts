import assert from 'node:assert/strict';
import type { TicketReply } from '../../src/directory/rooms.ts';
import { readJson, until } from '../support/app.ts';
import { needsPostgres } from '../support/postgres.ts';
import { ProcessGroup } from '../support/ProcessGroup.ts';
import { needsRedis } from '../support/redis.ts';
import type { ServerProcess } from '../support/server-process.ts';

type Ticket = TicketReply['ticket'] & { queue: TicketReply['queue'] };
type At = Pick<ServerProcess, 'url'>;

const PAIR = { players_min: 2, players_max: 2 };

describe('a lobby of two processes', () => {
  needsPostgres();
  needsRedis();

  let group: ProcessGroup;
  let first: ServerProcess, second: ServerProcess;
  before(async () => {
    group = await ProcessGroup.start(2);
    [first, second] = group.processes as [ServerProcess, ServerProcess];
  });
  after(() => group?.stop());

  const post = async <T extends object>({ url }: At, path: string, body: object) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    assert.equal(response.status, 200, await response.clone().text());
    return readJson<T>(response);
  };
  const find = (at: At, player_id: string, wishes: object = {}) =>
    post<Ticket>(at, '/queue', { player_id, ...PAIR, ...wishes });
  const read = async ({ url }: At, { ticket_id }: Ticket, player: string, more = '') =>
    readJson<Ticket>(await fetch(`${url}/queue/${ticket_id}?player_id=${player}${more}`));
  const accept = (at: At, { ticket_id }: Ticket, player_id: string) =>
    post<Ticket>(at, `/queue/${ticket_id}/accept`, { player_id });

  it('[FIND-10] tickets that are made at different processes form one match, and its players poll and accept at any', async () => {
    const ann = await find(first, 'ann');
    const polled = read(second, ann, 'ann', `&wait=30&version=${ann.version}`);
    const bob = await find(second, 'bob');
    assert.equal((await polled).status, 'proposed', 'the poll at the other process ends with the match');
    await until(async () => (await read(first, bob, 'bob')).status === 'proposed', 'the match of bob');
    await accept(second, ann, 'ann');
    const matched = await accept(first, bob, 'bob');
    assert.equal(matched.reason, 'matched');
    for (const at of [first, second]) {
      const { session_id, party_id } = await read(at, ann, 'ann');
      assert.deepEqual([session_id, party_id], [matched.session_id, matched.party_id]);
      const { party } = await readJson<{ party: string[] }>(
        await fetch(`${at.url}/session/${session_id}?player_id=bob`),
      );
      assert.deepEqual(party.toSorted(), ['ann', 'bob']);
    }
  });

  it('[PARTY-22] a party is asked at one process and answered at the other, and who asked polls at any', async () => {
    const { party_id } = await post<{ party_id: string }>(first, '/party', { player_id: 'eve', privacy: 'private' });
    await post(second, `/party/${party_id}/request`, { player_id: 'fay' });
    const answers = [first, second].map((at) =>
      fetch(`${at.url}/party/${party_id}/request?player_id=fay&wait=30`).then(readJson<{ status: string }>),
    );
    await post(first, `/party/${party_id}/request/accept`, { player_id: 'eve', target_id: 'fay' });
    assert.deepEqual(
      (await Promise.all(answers)).map(({ status }) => status),
      ['joined', 'joined'],
    );
  });

  it('[FIND-11] tickets keep their waiting time when the process that owns the lobby is killed, and are matched by the other', async () => {
    const tags = { tags_must: ['rare'] };
    const old = await find(first, 'old', tags);
    const seat = await post<{ publicAddress: string }>(first, '/matchmake/joinOrCreate/lobby', {});
    const owner = group.processes.find(({ url }) => url.endsWith(seat.publicAddress))!;
    const survivor = owner === first ? second : first;
    await owner.kill('SIGKILL');
    let there: Ticket | undefined;
    await until(async () => {
      const response = await fetch(`${survivor.url}/queue/${old.ticket_id}?player_id=old`);
      if (response.status !== 200) return false;
      there = await readJson<Ticket>(response);
      return there.queue !== null;
    }, 'the lobby at the other process');
    assert.deepEqual({ ...there, queue: null }, { ...old, queue: null });
    await find(survivor, 'new', { tags: ['rare'] });
    await until(async () => (await read(survivor, old, 'old')).status === 'proposed', 'the match');
  });
});
