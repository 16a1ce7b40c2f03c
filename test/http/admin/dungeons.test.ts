import assert from 'node:assert/strict';
import { appForEachTest, until } from '../../support/app.ts';
import { watch } from '../../updates/TestWatcher.ts';
import { TestReceiver } from '../../webhooks/TestReceiver.ts';
import { ok, partyOf, runOf, type SessionAnswer } from '../dungeons.ts';
import { assertProblem } from '../reports.ts';
import { ADMIN_ENV, Admin } from './admin.ts';

const NOBODYS = '00000000-0000-4000-8000-000000000000';

describe("the admin's acts on dungeon parties and sessions", () => {
  const env: Record<string, string> = { ...ADMIN_ENV, WEBHOOK_ALLOW_PRIVATE: 'true' };
  let receiver: TestReceiver;
  before(async () => {
    receiver = await TestReceiver.start();
    env['WEBHOOK_URLS'] = receiver.address('&events=session_complete');
  });
  after(() => receiver.stop());
  const app = appForEachTest({ env });
  let admin: Admin;
  beforeEach(() => {
    admin = new Admin(app);
  });

  const session = (id: string, player: string) => ok<SessionAnswer>(app.get(`/session/${id}?player_id=${player}`));

  it('[PARTY-20] kick a player, which members, watchers and the player see, and which outlives a restart', async () => {
    const { party_id } = await partyOf(app, ['ann', 'bob']);
    await ok(app.send('PATCH', `/party/${party_id}`, { player_id: 'ann', privacy: 'private' }));
    const bob = await app.sdk.joinOrCreate('lobby', { player_id: 'bob' });
    const told: { party: object | null; reason: string | null }[] = [];
    bob.onMessage('party', (message) => told.push(message));
    await until(() => told.length > 0, 'the party after joining');
    const watcher = await watch(app.url);
    await watcher.ask({ type: 'auth', player_id: 'ann' });
    await watcher.ask({ type: 'subscribe', party_id });
    await admin.do('POST', `/dungeon-parties/${party_id}/kick`, { player_id: 'bob', note: 'insults' });
    await until(() => told.at(-1)?.reason === 'kicked', 'what bob is told');
    const event = await watcher.waitFor(({ event }) => event === 'player_kicked', 'the kick');
    assert.equal((event['data'] as { by: string | null }).by, null);
    await watcher.close();
    await app.restart();
    assert.deepEqual((await ok(app.get(`/party/${party_id}?player_id=ann`))).players, ['ann']);
    const { join_code } = await ok(app.get(`/party/${party_id}?player_id=ann`));
    const again = await app.send('POST', '/party/join-by-code', { player_id: 'bob', code: join_code });
    await assertProblem(again, 403, 'banned');
    assert.deepEqual(await admin.acts(), [['player_kicked', 'bob', { party_id, lobby: 'main', note: 'insults' }]]);
  });

  it('[PARTY-20] [SESSION-13] dissolve a party during its session, which is closed and announced', async () => {
    const run = await runOf(app, ['ann', 'bob'], { name: 'Bad name' });
    await admin.do('POST', `/dungeon-parties/${run.party_id}/dissolve`, {});
    await assertProblem(await app.get(`/party/${run.party_id}`), 404, 'party_not_found');
    await until(
      async () => (await session(run.session_id, 'ann'))['outcome'] === 'abandoned',
      'the end of the session',
    );
    await until(() => receiver.events.includes('session_complete'), 'the announcement');
    await app.restart();
    await assertProblem(await app.get(`/party/${run.party_id}`), 404, 'party_not_found');
    assert.equal((await session(run.session_id, 'ann'))['outcome'], 'abandoned');
    assert.deepEqual(await admin.acts(), [['dungeon_party_dissolved', run.party_id, { lobby: 'main' }]]);
  });

  it('[SESSION-13] close a session, of which its players are told, and their party can start another', async () => {
    const run = await runOf(app, ['ann', 'bob']);
    const ann = await app.sdk.joinById<{ status: string; outcome: string }>(run.session_id, { player_id: 'ann' });
    await admin.do('POST', `/sessions/${run.session_id}/close`, { note: 'stuck' });
    await until(() => ann.state.status === 'complete' && ann.state.outcome === 'abandoned', 'what ann sees');
    const start = () => app.send('POST', '/session', { party_id: run.party_id, player_id: 'ann', force: true });
    await until(async () => (await start()).status === 200, 'the next session');
    await assertProblem(await admin.send('POST', `/sessions/${run.session_id}/close`, {}), 409, 'session_complete');
    assert.deepEqual(await admin.acts(), [['session_closed', run.session_id, { lobby: 'main', note: 'stuck' }]]);
  });

  it('list private parties and their sessions, but no secret of theirs', async () => {
    const secret = { privacy: 'private', password: 'sesame', data: { hidden: 1 } };
    const { join_code } = await partyOf(app, ['ann'], { ...secret, lobby: 'eu' });
    await runOf(app, ['bob'], secret);
    const all = await admin.do<{ parties: { lobby: string; players: string[] }[] }>('GET', '/dungeon-parties');
    // Newest first.
    assert.deepEqual(
      all.parties.map(({ lobby, players }) => [lobby, players]),
      [
        ['main', ['bob']],
        ['eu', ['ann']],
      ],
    );
    assert.ok(!JSON.stringify(all).includes(join_code!) && !JSON.stringify(all).includes('hidden'));
    const ofAnn = await admin.do<{ parties: object[] }>('GET', '/dungeon-parties?player_id=ann');
    assert.equal(ofAnn.parties.length, 1);
    const { sessions } = await admin.do<{ sessions: { party: string[] }[] }>('GET', '/sessions?player_id=bob');
    assert.deepEqual(
      sessions.map(({ party }) => party),
      [['bob']],
    );
    const first = await admin.do<{ next_cursor: string }>('GET', '/dungeon-parties?limit=1');
    const second = await admin.do<{ parties: object[] }>('GET', `/dungeon-parties?limit=1&cursor=${first.next_cursor}`);
    assert.equal(second.parties.length, 1);
  });

  it('are refused what is not there, and what they do not take, and then nothing is logged', async () => {
    const { party_id } = await partyOf(app, ['ann']);
    const kick = `/dungeon-parties/${party_id}/kick`;
    await assertProblem(await admin.send('POST', kick, { player_id: 'bob' }), 404, 'player_not_in_party');
    await assertProblem(await admin.send('POST', kick, {}), 422, 'validation_failed');
    await assertProblem(await admin.send('POST', kick, { player_id: 'ann', reason: 'x' }), 422, 'validation_failed');
    await assertProblem(await admin.send('POST', `${kick}?player_id=ann`, {}), 422, 'validation_failed');
    await assertProblem(await admin.send('POST', `/dungeon-parties/${NOBODYS}/dissolve`, {}), 404, 'party_not_found');
    const unknown = await admin.send('POST', '/dungeon-parties/x/kick', { player_id: 'ann' });
    await assertProblem(unknown, 404, 'party_not_found');
    await assertProblem(await admin.send('POST', `/sessions/${NOBODYS}/close`, {}), 404, 'session_not_found');
    assert.deepEqual(await admin.acts(), []);
    assert.deepEqual((await ok(app.get(`/party/${party_id}`))).players, ['ann']);
  });
});
