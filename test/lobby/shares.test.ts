import assert from 'node:assert/strict';
import { matchMaker } from '@colyseus/core';
import { FINDER_RULES } from '../../src/domain/finder/finder-commands.ts';
import { LOBBIES_MAX, LOBBY_PARTIES_MAX } from '../../src/domain/limits.ts';
import { AppError } from '../../src/errors.ts';
import { assertProblem } from '../http/reports.ts';
import { appForEachTest, readJson, until } from '../support/app.ts';
import { aroundStore } from '../support/store-faults.ts';

type Created = { party_id: string };
type Ticket = { ticket_id: string; status: string; reason: string | null; version: number };

describe('what one address may take of lobbies and dungeon parties', () => {
  const app = appForEachTest({
    env: { RATE_LIMIT_DISABLED: 'false', TRUST_PROXY: 'loopback', RATE_LIMIT_WRITES_PER_MINUTE: '1000000' },
  });

  const from = (address: string) => ({ 'x-forwarded-for': `192.0.2.${address}` });
  const create = (player_id: string, address: string, fields: object = {}, headers: object = {}) =>
    app.post('/party', { player_id, privacy: 'private', ...fields }, { ...from(address), ...headers });
  const joinLobby = (lobby: string, address: string) =>
    app.post('/matchmake/joinOrCreate/lobby', { lobby }, from(address));
  const countOf = async (asking: Promise<Response>[], status: number) =>
    (await Promise.all(asking)).filter((response) => response.status === status).length;

  it('[SHARE-2] is half of the parties of a lobby, however many players it makes up', async () => {
    const attack = Array.from({ length: LOBBY_PARTIES_MAX }, (_, i) => create(`thief-${i}`, '1', {}));
    assert.equal(await countOf(attack, 200), LOBBY_PARTIES_MAX / 2);
    await assertProblem(await create('thief', '1'), 429, 'share_used_up');
    const key = { 'idempotency-key': 'c0ffee' };
    const mine = await readJson<Created>(await create('anna', '2', {}, key));
    const again = await create('anna', '2', {}, key);
    assert.equal((await readJson<Created>(again)).party_id, mine.party_id);
    // Others join its parties, and it joins those of others.
    const { party_id } = await readJson<Created>(await create('cara', '3', { privacy: 'public' }));
    assert.equal((await app.post(`/party/${party_id}/join`, { player_id: 'thief' }, from('1'))).status, 200);
  });

  it('[SHARE-1] is given back when a party ends, when it could not be stored, and when a rule refuses it', async () => {
    const first = await readJson<Created>(await create('first', '1'));
    const attack = Array.from({ length: LOBBY_PARTIES_MAX / 2 - 1 }, (_, i) => create(`thief-${i}`, '1'));
    assert.equal(await countOf(attack, 200), LOBBY_PARTIES_MAX / 2 - 1);
    assert.equal((await create('late', '1')).status, 429);
    assert.equal((await app.post(`/party/${first.party_id}/leave`, { player_id: 'first' }, from('1'))).status, 200);
    const restore = aroundStore('commit', () => Promise.reject(new AppError('storage_unavailable')));
    try {
      for (let i = 0; i < 3; i++) assert.equal((await create('late', '1')).status, 503);
    } finally {
      restore();
    }
    for (let i = 0; i < 3; i++) assert.equal((await create('thief-0', '1')).status, 409);
    assert.equal((await create('late', '1')).status, 200);
    assert.equal((await create('later', '1')).status, 429);
  });

  it('[SHARE-2] is half of the lobbies, and lobbies that nobody is in vanish', async () => {
    const names = Array.from({ length: LOBBIES_MAX - 1 }, (_, i) => `taken-${i}`);
    assert.equal(
      await countOf(
        names.map((name) => joinLobby(name, '1')),
        200,
      ),
      LOBBIES_MAX / 2,
    );
    await assertProblem(await joinLobby('one-more', '1'), 429, 'share_used_up');
    await assertProblem(await create('anna', '1', { lobby: 'one-more' }), 429, 'share_used_up');
    assert.equal((await create('bob', '2', { lobby: 'bobs' })).status, 200);
    assert.equal((await joinLobby('main', '1')).status, 200);
    assert.equal((await joinLobby('bobs', '1')).status, 200);
    const lobbies = async () => (await matchMaker.query({ name: 'lobby' })).map(({ roomId }) => roomId).toSorted();
    await until(async () => (await lobbies()).length === 2, 'the end of the empty lobbies');
    assert.deepEqual(await lobbies(), ['lobby-bobs', 'lobby-main']);
    assert.equal((await joinLobby('one-more', '1')).status, 200);
  });

  it('[SHARE-2] counts lobbies and parties from before a restart', async () => {
    for (let i = 0; i < 3; i++) assert.equal((await create(`p${i}`, '1', { lobby: `old-${i}` })).status, 200);
    await app.restart();
    const names = Array.from({ length: LOBBIES_MAX }, (_, i) => `new-${i}`);
    const opened = await countOf(
      names.map((name) => joinLobby(name, '1')),
      200,
    );
    assert.equal(opened, (LOBBIES_MAX - 1 - 3) / 2);
  });

  const find = (player_id: string, address: string) =>
    app.post('/queue', { player_id, players_min: 2, players_max: 2 }, from(address));
  const ticketOf = async (asking: Promise<Response>) => readJson<Ticket>(await asking);

  it('[FIND-10] of parties counts those that the group finder makes of its tickets: whoever would lead one too many leaves the queue', async () => {
    const parties = Array.from({ length: LOBBY_PARTIES_MAX / 2 }, (_, i) => create(`thief-${i}`, '1'));
    assert.equal(await countOf(parties, 200), LOBBY_PARTIES_MAX / 2);
    const read = ({ ticket_id }: Ticket, player: string, more = '') =>
      ticketOf(app.get(`/queue/${ticket_id}?player_id=${player}${more}`));
    const thief = await ticketOf(find('thief', '1'));
    const anna = await ticketOf(find('anna', '2'));
    await until(async () => (await read(anna, 'anna')).status === 'proposed', 'the match');
    for (const [{ ticket_id }, player_id] of [
      [anna, 'anna'],
      [thief, 'thief'],
    ] as const)
      assert.equal((await app.post(`/queue/${ticket_id}/accept`, { player_id })).status, 200);
    assert.equal((await read(thief, 'thief')).reason, 'share_used_up');
    assert.equal((await read(anna, 'anna')).status, 'searching');
  });

  describe('in a lobby of few tickets', () => {
    const { ticketsMax } = FINDER_RULES;
    before(() => (FINDER_RULES.ticketsMax = 4));
    after(() => (FINDER_RULES.ticketsMax = ticketsMax));

    it('[FIND-14] [SHARE-2] is half of the tickets of a lobby, and is given back when one ends or could not be stored', async () => {
      const join = (player_id: string, address: string) =>
        app.post('/queue', { player_id, tags_must: [player_id] }, from(address));
      const restore = aroundStore('commit', () => Promise.reject(new AppError('storage_unavailable')));
      try {
        for (let i = 0; i < 3; i++) assert.equal((await join('thief-1', '1')).status, 503);
      } finally {
        restore();
      }
      const first = await ticketOf(join('thief-1', '1'));
      assert.equal((await join('thief-2', '1')).status, 200);
      await assertProblem(await join('thief-3', '1'), 429, 'share_used_up');
      assert.equal((await join('anna', '2')).status, 200);
      const left = await app.send('DELETE', `/queue/${first.ticket_id}`, { player_id: 'thief-1' });
      assert.equal(left.status, 200);
      assert.equal((await join('thief-3', '1')).status, 200);
      await assertProblem(await join('thief-1', '1'), 429, 'share_used_up');
    });
  });
});
