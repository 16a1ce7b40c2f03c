import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ask, joinById, joinLobby } from '../lobby/message-door.ts';
import { appForSuite, FakeClock, readJson } from '../support/app.ts';
import { watch } from '../updates/TestWatcher.ts';
import { ok, partyOf, runOf } from './dungeons.ts';
import { assertProblem, type Problem, RUNE_2H } from './reports.ts';

/** What zod would say by itself. */
const ZODS_WORDS = /Invalid|expected|received|Unrecognized|Too (?:small|big)|ZodError/;

const NONE = ['nope', '1', '00000000-0000-4000-8000-00000000000', '%00', 'é', 'x'.repeat(500)];

let players = 0;
const someone = () => `inputter-${++players}`;

describe('input at every door', () => {
  const app = appForSuite({ now: new FakeClock().now });

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
      const calls = 'join leave ready kick promote lock unlock invite accept decline'.split(' ');
      const runs = 'join leave ready start progress player-data complete'.split(' ');
      const writes: [method: string, path: string][] = [
        ...['/party', '/party/join-by-code', '/party/quick-join', '/session', '/auth/guest'].map(
          (path) => ['POST', path] as const,
        ),
        ...calls.map((call) => ['POST', `/party/${party_id}/${call}`] as const),
        ...runs.map((call) => ['POST', `/session/${session_id}/${call}`] as const),
        ['PATCH', `/party/${party_id}`],
        ['DELETE', `/party/${party_id}`],
      ].map(([method, path]) => [method!, path!]);
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

  describe('[IN-3] an id of another form', () => {
    it('is an unknown party, session or drop party to REST', async () => {
      for (const id of NONE.map((id) => (id === '%00' ? id : encodeURIComponent(id)))) {
        await assertProblem(await app.get(`/party/${id}`), 404, 'party_not_found');
        await assertProblem(await app.send('PATCH', `/party/${id}`, { name: 'x' }), 404, 'party_not_found');
        for (const call of ['join', 'leave', 'ready', 'accept', 'decline', 'lock']) {
          const answer = await app.post(`/party/${id}/${call}?player_id=a`);
          await assertProblem(answer, 404, 'party_not_found');
        }
        await assertProblem(await app.post(`/session?party_id=${id}`), 404, 'party_not_found');
        await assertProblem(await app.get(`/session/${id}`), 404, 'session_not_found');
        await assertProblem(await app.post(`/session/${id}/ready?player_id=a`), 404, 'session_not_found');
        if (id !== '1') await assertProblem(await app.get(`/parties/${id}`), 404, 'party_not_found');
      }
      await assertProblem(await app.post('/session', { party_id: 'nope' }), 404, 'party_not_found');
    });

    it('is an unknown code or member', async () => {
      const leader = someone();
      const { party_id } = await partyOf(app, [leader]);
      const { error } = await assertProblem(
        await app.post('/party/join-by-code', { player_id: 'a', code: 'O' }),
        404,
        'join_code_unknown',
      );
      assert.match(error, /A join code is 6 characters of 2345/);
      for (const call of ['kick', 'promote']) {
        const answer = await app.post(`/party/${party_id}/${call}`, { player_id: leader, target_id: 'a b' });
        await assertProblem(answer, 404, 'player_not_in_party');
      }
    });

    it('is unknown to commands and matchmaking', async () => {
      const room = await joinLobby(app, someone());
      for (const party_id of ['nope', '\0', '']) {
        await assert.rejects(ask(room, 'party.join', { party_id }), { kind: 'party_not_found' });
        await assert.rejects(ask(room, 'party.decline_invite', { party_id }), { kind: 'party_not_found' });
      }
      await assert.rejects(ask(room, 'party.join_by_code', { code: '?' }), { kind: 'join_code_unknown' });
      await assertProblem(await app.post('/matchmake/joinById/session-nope', {}), 404, 'session_not_found');
    });

    it('is one fault among others where more is wrong', async () => {
      const answer = await app.post('/party/nope/join', { player_id: 'a', class: 5 });
      await assertProblem(answer, 422, 'validation_failed', ['party_id', 'class']);
    });
  });

  describe('[IN-5] faults', () => {
    const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('', 'x'.repeat(300), -1, 1.5));

    const FIELDS =
      'type topic world lobby party_id session_id board since ref token player_id reports item_id item_name quantity value x y seen_at world_type name max_players game_type privacy password data target_id code if_version ready force outcome result current_position class';
    const body = fc.oneof(
      fc.dictionary(fc.constantFrom(...FIELDS.split(' ')), value, { maxKeys: 6 }),
      fc.jsonValue({ maxDepth: 1 }),
    );

    const inOurWords = (error: unknown, of: unknown) =>
      assert.doesNotMatch(String(error), ZODS_WORDS, JSON.stringify(of));

    it('are never in zod’s words, by REST', async () => {
      const id = '00000000-0000-4000-8000-000000000000';
      const paths = [
        '/drops',
        '/drops/batch',
        '/party',
        '/party/quick-join',
        '/party/join-by-code',
        '/session',
        '/auth/guest',
      ];
      paths.push(
        '/matchmake/joinOrCreate/lobby',
        '/matchmake/joinOrCreate/drop_tracker',
        '/matchmake/reconnect/lobby-main',
      );
      for (const call of ['join', 'ready', 'kick', 'start', 'progress', 'complete', 'player-data']) {
        paths.push(`/party/${id}/${call}`, `/session/${id}/${call}`);
      }
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...paths), body, async (path, sent) => {
          const text = await (await app.post(path, JSON.stringify(sent))).text();
          const { error, errors } = JSON.parse(text) as Partial<Problem>;
          for (const said of [error, ...(errors ?? []).map(({ message }) => message)])
            inOurWords(said ?? '', [path, sent]);
        }),
        { numRuns: 400 },
      );
    });

    it('are never in zod’s words, in commands and on /updates', async () => {
      const room = await joinLobby(app, 'fuzzer');
      const watcher = await watch(app.url);
      const frame = fc.oneof(
        body,
        body.map((rest) => ({ type: 'subscribe', ...(rest as object) })),
      );
      await fc.assert(
        fc.asyncProperty(fc.constantFrom('create', 'join', 'update', 'kick', 'start'), frame, async (type, sent) => {
          const answer = await ask<object>(room, `party.${type}`, sent as object).catch((error: Error) => error);
          if (answer instanceof Error) inOurWords(answer.message, [type, sent]);
          if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return;
          const { message } = (await watcher.ask({ ...sent, ref: 1 })) as { message?: string };
          inOurWords(message ?? '', sent);
        }),
        // Below the bounds of commands and frames per second, because the clock stands still.
        { numRuns: 60 },
      );
      await watcher.close();
    });
  });
});
