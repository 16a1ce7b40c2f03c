import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ask, joinLobby } from '../lobby/message-door.ts';
import { appForSuite, FakeClock } from '../support/app.ts';
import { watch } from '../updates/TestWatcher.ts';
import type { Problem } from './reports.ts';

/** What zod would say by itself. */
const ZODS_WORDS = /Invalid|expected|received|Unrecognized|Too (?:small|big)|ZodError/;

describe('[IN-5] faults', () => {
  const app = appForSuite({ now: new FakeClock().now });

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
