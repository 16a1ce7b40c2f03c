import assert from 'node:assert/strict';
import type { ErrorData } from '../../src/errors.ts';
import { BUDGETS } from '../../src/protocol/limits.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { ok, partyOf } from './dungeons.ts';
import { assertProblem } from './reports.ts';

const GUESSES = BUDGETS.guesses.points;

describe('the limit on guessing', () => {
  let app: TestApp;
  const start = async (env: Record<string, string> = {}) => {
    app = await startApp({ env: { RATE_LIMIT_DISABLED: 'false', RATE_LIMIT_WRITES_PER_MINUTE: '1000', ...env } });
  };
  afterEach(() => app.stop());

  const byCode = (player_id: string, code: string) => app.send('POST', '/party/join-by-code', { player_id, code });

  it('refuses the right code too, from an address that sent too many wrong ones', async () => {
    await start();
    const { join_code, party_id } = await partyOf(app, ['alice'], { privacy: 'private' });
    for (let i = 0; i < GUESSES; i++) assert.equal((await byCode('bob', '222222')).status, 404);
    const response = await byCode('bob', join_code!);
    assert.ok(Number(response.headers.get('retry-after')) > 60);
    await assertProblem(response, 429, 'rate_limited');
    assert.deepEqual((await ok(app.get(`/party/${party_id}?player_id=alice`))).players, ['alice']);
    // Requests that guess nothing are still accepted.
    await partyOf(app, ['carol'], { password: 'x' });
  });

  it('counts wrong passwords and codes together, also if many are sent at once', async () => {
    await start();
    const { party_id } = await partyOf(app, ['alice'], { password: 'sesame' });
    const guess = (_: unknown, i: number) =>
      app.send('POST', `/party/${party_id}/join`, { player_id: `bob-${i}`, password: `guess ${i}` });
    const statuses = (await Promise.all(Array.from({ length: GUESSES + 10 }, guess))).map(({ status }) => status);
    assert.equal(statuses.filter((status) => status === 403).length, GUESSES);
    assert.equal(statuses.filter((status) => status === 429).length, 10);
    await assertProblem(await byCode('bob', '222222'), 429, 'rate_limited');
  });

  it("is shared by both doors: guesses in a lobby's room count for REST, and the reverse", async () => {
    await start();
    const { join_code } = await partyOf(app, ['alice'], { privacy: 'private' });
    const lobby = await app.sdk.joinOrCreate('lobby', { player_id: 'mallory' });
    const guess = (code: string) =>
      lobby.request('party.join_by_code', { code }).catch(({ reason }: { reason: ErrorData }) => reason);
    for (let i = 0; i < GUESSES / 2; i++) {
      assert.equal((await guess('222222')).kind, 'join_code_unknown');
      assert.equal((await byCode('bob', '222222')).status, 404);
    }
    assert.equal((await guess(join_code!)).kind, 'rate_limited');
    await assertProblem(await byCode('bob', join_code!), 429, 'rate_limited');
  });

  it('does not count right ones, or ones that are refused for another reason', async () => {
    await start();
    const { party_id, join_code } = await partyOf(app, ['alice'], { password: 'sesame', max_players: 64 });
    const path = `/party/${party_id}/join`;
    for (let i = 0; i < GUESSES + 5; i++) {
      const player_id = `bob-${i}`;
      await assertProblem(await app.send('POST', path, { player_id }), 403, 'password_required');
      await assertProblem(await byCode(player_id, join_code!), 403, 'password_required');
      await ok(app.send('POST', path, { player_id, password: 'sesame' }));
    }
  });

  it('lets no address fill the queue that all passwords wait in: it refuses more than 30 at once', async () => {
    await start();
    const create = (_: unknown, i: number) => app.send('POST', '/party', { player_id: `mallory-${i}`, password: 'x' });
    const answers = await Promise.all(Array.from({ length: 100 }, create));
    const refused = answers.filter(({ status }) => status === 429);
    // Requests arrive one by one, so some of the first may be done before the last arrive.
    assert.ok(refused.length > 0);
    await assertProblem(refused[0]!, 429, 'rate_limited');
    await ok(app.send('POST', '/party', { player_id: 'mallory', password: 'x' }));
  });
});
