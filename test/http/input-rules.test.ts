import assert from 'node:assert/strict';
import { ask, joinById, joinLobby } from '../lobby/message-door.ts';
import { appForSuite, FakeClock, readJson } from '../support/app.ts';
import { watch } from '../updates/TestWatcher.ts';
import { ok, partyOf, runOf } from './dungeons.ts';
import { assertProblem, type Problem, RUNE_2H } from './reports.ts';

let players = 0;
const someone = () => `inputter-${++players}`;

describe('input at every door', () => {
  const app = appForSuite({ now: new FakeClock().now });

  describe('[IN-5] a number or flag in quotes', () => {
    it('is refused as the string that it is', async () => {
      const report = await app.post('/drops', { ...RUNE_2H, world: '444' });
      const { error } = await assertProblem(report, 422, 'validation_failed', ['world']);
      assert.equal(error, 'world: must be a whole number from 1 to 65535, not a string');
      const ready = await app.post('/party', { player_id: someone(), locked: 'true' });
      const refused = await assertProblem(ready, 422, 'validation_failed', ['locked']);
      assert.equal(refused.error, 'locked: must be true or false, not a string');
    });
  });

  it('[IN-5] a batch that is sent to POST /drops is told where it belongs', async () => {
    for (const batch of [[RUNE_2H], { reports: [RUNE_2H] }]) {
      const refused = await app.post('/drops', batch);
      const { error } = await assertProblem(refused, 422, 'validation_failed', ['(body)']);
      assert.equal(error, '(body): must be one report; POST /drops/batch takes several');
    }
    const report = await app.post('/drops', { ...RUNE_2H, world: 4_711, reports: [1] });
    assert.equal((await readJson(report))['status'], 'party_created');
  });

  describe('[IN-1] null', () => {
    it('is absent in bodies of REST, and a body of null is none', async () => {
      const player_id = someone();
      const nulls = {
        name: null,
        max_players: null,
        game_type: null,
        region: null,
        locked: null,
        data: null,
        lobby: null,
      };
      const party = await ok(app.send('POST', '/party', { player_id, player_name: null, password: null, ...nulls }));
      assert.deepEqual([party.name, party.max_players, party.region, party.lobby], ['Party', 8, '', 'main']);
      const { party_id } = party;
      await ok(app.send('PATCH', `/party/${party_id}?player_id=${player_id}`, { player_id: null, if_version: null }));
      const empty = await ok(app.post('/party', 'null'));
      assert.equal(empty.leader_id, null);
      const { session_id } = await runOf(app, [someone()]);
      const leader = `inputter-${players}`;
      await ok(app.send('POST', `/session/${session_id}/start`, { player_id: leader, if_version: null }));
      const progress = { player_id: leader, current_floor: 2, current_position: null, progress: { a: 1 } };
      await ok(app.send('POST', `/session/${session_id}/progress`, progress));
      const cleared = await ok(
        app.send('POST', `/session/${session_id}/progress`, { ...progress, progress: { a: null } }),
      );
      assert.deepEqual(cleared.progress, {}, 'null still removes a key');
    });

    it('keeps its meaning where it clears: a password and a class', async () => {
      const player_id = someone();
      const { party_id } = await partyOf(app, [player_id], { password: 'sesame', class: 'mage' });
      const update = await ok(app.send('PATCH', `/party/${party_id}`, { player_id, password: null }));
      assert.equal(update.has_password, false);
      const ready = await ok(app.send('POST', `/party/${party_id}/ready`, { player_id, ready: null, class: null }));
      assert.deepEqual([ready.status, (ready.members as unknown as { class: unknown }[])[0]!.class], ['ready', null]);
    });

    it('is a missing field where the field is needed', async () => {
      const problem = await assertProblem(
        await app.post('/party/join-by-code', { code: null }),
        422,
        'validation_failed',
      );
      assert.equal(problem.error, 'code: is missing: must be a string');
    });

    it('is absent in commands and join options of rooms', async () => {
      const player_id = someone();
      const seat = await app.post('/matchmake/joinOrCreate/lobby', { lobby: null, player_id, token: null });
      assert.equal(seat.status, 200);
      const room = await joinLobby(app, player_id);
      await ask(room, 'party.create', { name: null, data: null, ref: null });
      await ask(room, 'party.ready', { party_id: null, if_version: null, class: null });
      await ask(room, 'party.leave', {});
    });

    it('is absent in frames of /updates', async () => {
      const watcher = await watch(app.url);
      const frame = {
        type: 'subscribe',
        world: 444,
        lobby: null,
        party_id: null,
        board: null,
        topic: null,
        since: null,
      };
      assert.equal((await watcher.ask(frame)).type, 'subscribed');
      await watcher.close();
    });

    it('is absent in reports of drops, in both styles of names', async () => {
      const nulls = {
        world_type: null,
        reporter: null,
        plane: null,
        x: null,
        y: null,
        tick: null,
        despawns_in: null,
        publicIn: null,
        seen_at: null,
        seenAt: null,
      };
      const { item_id, ...rest } = RUNE_2H;
      await ok(app.post('/drops', { ...rest, ...nulls, world: 1, item_id: null, itemId: item_id }));
      await ok(app.post('/drops', { ...RUNE_2H, ...nulls, world: 2, itemId: null }));
      await assertProblem(await app.post('/drops', { ...RUNE_2H, value: null }), 422, 'validation_failed', ['value']);
    });
  });

  describe('[IN-2] unknown fields', () => {
    it('of bodies are refused by name with the one that was meant, and nothing is changed', async () => {
      const body = { isPrivate: true, maxPlayers: 2, Password: 'x', PlayerId: 'alice', foo: 1 };
      const problem = await assertProblem(await app.post('/party?lobby=untouched', body), 422, 'validation_failed');
      assert.deepEqual(
        problem.errors!.slice(0, 4).map(({ field, message }) => `${field}: ${message}`),
        [
          'isPrivate: unknown; did you mean privacy?',
          'maxPlayers: unknown; did you mean max_players?',
          'Password: unknown; did you mean password?',
          'PlayerId: unknown; did you mean player_id?',
        ],
      );
      assert.match(problem.errors![4]!.message, /^unknown; known are: name, max_players, /);
      assert.deepEqual(await readJson(await app.get('/party?lobby=untouched')), { parties: [] });
    });

    it('of every write by REST are refused, those inside a position and those of a guest too', async () => {
      const { session_id } = await runOf(app, [someone()]);
      const { party_id } = await partyOf(app, [someone()]);
      const calls =
        'join leave ready kick promote lock unlock invite accept decline request request/accept request/decline'.split(
          ' ',
        );
      const runs = 'join leave ready start progress player-data complete'.split(' ');
      const writes = [
        ...['/party', '/party/join-by-code', '/party/quick-join', '/session', '/auth/guest'].map(
          (path) => ['POST', path] as const,
        ),
        ...calls.map((call) => ['POST', `/party/${party_id}/${call}`] as const),
        ...runs.map((call) => ['POST', `/session/${session_id}/${call}`] as const),
        ['PATCH', `/party/${party_id}`],
        ['DELETE', `/party/${party_id}`],
      ] as const;
      for (const [method, path] of writes) {
        const { error } = await assertProblem(await app.send(method, path, { zzz: 1 }), 422, 'validation_failed');
        assert.match(error, /(?:^|; )zzz: unknown; /, path);
      }
      const position = { player_id: 'a', current_position: { x: 1, y: 2, z: 3 } };
      const problem = await app.post(`/session/${session_id}/progress`, position);
      assert.match((await readJson<Problem>(problem)).error, /^current_position\.z: unknown; known are: x, y$/);
    });

    it('of a query are refused, and so are fields that belong into the body', async () => {
      const { errors } = await assertProblem(
        await app.post('/party?playerid=a&name=b&utm=c'),
        422,
        'validation_failed',
      );
      assert.deepEqual(errors, [
        { field: 'playerid', message: 'unknown; did you mean player_id?' },
        { field: 'name', message: 'belongs into the body' },
        { field: 'utm', message: 'unknown; known are: player_id, lobby' },
      ]);
    });

    it('of commands are refused', async () => {
      const room = await joinLobby(app, someone());
      const refused = (type: string, message: object, text: RegExp) => assert.rejects(ask(room, type, message), text);
      await refused('party.create', { isPrivate: true }, /^AppError: isPrivate: unknown; did you mean privacy\?$/);
      await refused('party.join', { partyId: 'x', party_id: 'y' }, /partyId: unknown; did you mean party_id\?/);
      await refused('party.lock', { player_id: 'x' }, /^AppError: player_id: unknown; /);
      const { party_id, session_id } = await runOf(app, ['commander']);
      assert.ok(party_id);
      const run = await joinById(app, session_id, 'commander');
      await assert.rejects(ask(run, 'session.ready', { isReady: true }), /isReady: unknown; did you mean ready\?/);
    });

    it('of join options are refused', async () => {
      const { session_id } = await runOf(app, ['optionist']);
      for (const [path, options, error] of [
        ['joinOrCreate/lobby', { playerId: 'x' }, 'options.playerId: unknown; did you mean player_id?'],
        ['join/lobby', { lobbyName: 'x' }, 'options.lobbyName: unknown; did you mean lobby?'],
        ['joinOrCreate/drop_tracker', { world: 1, worldId: 2 }, 'options.worldId: unknown; did you mean world?'],
        ['joinOrCreate/board', { world: 1 }, 'options.world: unknown; known are: player_id, token'],
        ['joinById/lobby-main', { lobby: 'other' }, 'options.lobby: unknown; known are: player_id, token'],
        [`joinById/${session_id}`, { playerId: 'x' }, 'options.playerId: unknown; did you mean player_id?'],
      ] as const) {
        const problem = await assertProblem(await app.post(`/matchmake/${path}`, options), 422, 'validation_failed');
        assert.equal(problem.error, error);
      }
    });

    it('of drop reports are ignored', async () => {
      await ok(app.post('/drops', { ...RUNE_2H, world: 3, plugin: 'x' }));
      await ok(app.post('/drops/batch', { reports: [{ ...RUNE_2H, world: 4, plugin: 'x' }], plugin: 'x' }));
    });

    it('by the thousand get a short answer', async () => {
      const body = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`f${i}`, 0]));
      const { error, errors } = await assertProblem(await app.post('/party', body), 422, 'validation_failed');
      assert.match(error, /\(body\): has 9992 more unknown fields$/);
      assert.equal(errors!.length, 9);
      const long = await readJson<Problem>(await app.post('/party', { ['x'.repeat(100_000)]: 1 }));
      assert.ok(long.error.length < 500, `${long.error.length} characters`);
    });
  });
});
