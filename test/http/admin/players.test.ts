import assert from 'node:assert/strict';
import { appForEachTest, until } from '../../support/app.ts';
import { ok, partyOf, runOf, type SessionAnswer } from '../dungeons.ts';
import { assertProblem } from '../reports.ts';
import { ADMIN_ENV, Admin } from './admin.ts';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

type Ban = { player_id: string; note?: string; banned_at: string | null };
type Mute = { reporter?: string; source?: string; note?: string };

describe("the admin's bans and mutes", () => {
  const app = appForEachTest({ env: ADMIN_ENV });
  let admin: Admin;
  beforeEach(() => {
    admin = new Admin(app);
  });

  const playersOf = async (party_id: string) => (await ok(app.get(`/party/${party_id}`))).players;
  const operatorJson = () => join(app.dataDir, 'operator.json');

  it('[PARTY-21] a banned player leaves its parties and sessions, and gets in nowhere by any door, before and after a restart', async () => {
    const { party_id } = await partyOf(app, ['ann', 'eve']);
    const run = await runOf(app, ['bob', 'eve'], { lobby: 'eu' });
    await admin.do('POST', '/bans', { player_id: 'eve', note: 'sells gold' });
    await until(async () => (await playersOf(party_id))?.length === 1, 'leaving the party');
    const session = () => ok<SessionAnswer>(app.get(`/session/${run.session_id}?player_id=bob`));
    await until(async () => (await session()).party.length === 1, 'leaving the session');
    const player_id = 'eve';
    for (const whileDown of [false, true]) {
      if (whileDown) await app.restart();
      const refused: [string, object][] = [
        ['/party', {}],
        ['/party/quick-join', {}],
        [`/party/${party_id}/join`, {}],
        ['/party/join-by-code', { code: '222222' }],
        [`/party/${party_id}/accept`, {}],
      ];
      for (const [path, body] of refused) {
        const response = await app.send('POST', path, { player_id, ...body });
        const { detail } = await assertProblem(response, 403, 'banned');
        assert.match(detail, /An admin has banned this player from the server/, path);
      }
      await assert.rejects(app.sdk.joinOrCreate('lobby', { player_id }), /An admin has banned/);
      await assert.rejects(app.sdk.joinById(run.session_id, { player_id }), /An admin has banned/);
    }
    const { bans } = await admin.do<{ bans: Ban[] }>('GET', '/bans');
    assert.deepEqual(
      bans.map(({ player_id, note }) => [player_id, note]),
      [['eve', 'sells gold']],
    );
  });

  it('[PARTY-21] a client that is in a lobby when its player is banned is told, and can enter nothing', async () => {
    await partyOf(app, ['ann', 'eve']);
    const eve = await app.sdk.joinOrCreate('lobby', { player_id: 'eve' });
    const reasons: (string | null)[] = [];
    eve.onMessage('party', ({ reason }) => reasons.push(reason));
    await admin.do('POST', '/bans', { player_id: 'eve' });
    await until(() => reasons.includes('banned'), 'the reason');
    await assert.rejects(eve.request('party.create', {}), ({ reason }) => reason.kind === 'banned');
  });

  it('[PARTY-21] a lifted ban lets the player in again, and a ban by hand counts as much', async () => {
    await admin.do('POST', '/bans', { player_id: 'eve' });
    await admin.do('POST', '/bans', { player_id: 'eve', note: 'again' });
    await admin.do('DELETE', '/bans/eve');
    const { party_id } = await partyOf(app, ['eve', 'ann']);
    await writeFile(operatorJson(), '{ "bans": [{ "player_id": "eve" }] // by hand\n}');
    await until(async () => (await playersOf(party_id))?.length === 1, 'the ban by hand');
    await assertProblem(await admin.send('DELETE', '/bans/ann'), 404, 'not_found');
    await admin.do('DELETE', '/bans/eve');
    assert.match(await readFile(operatorJson(), 'utf8'), /by hand/);
    assert.deepEqual(await admin.acts(), [
      ['player_unbanned', 'eve', {}],
      ['player_unbanned', 'eve', {}],
      ['player_banned', 'eve', {}],
    ]);
  });

  it('mutes name reporters and sources as hashes alone, and an address becomes one', async () => {
    const reporter = 'A'.repeat(16);
    await admin.do('POST', '/mutes', { reporter, note: 'made-up values' });
    const { source } = await admin.do<Mute>('POST', '/mutes', { address: '203.0.113.7' });
    assert.match(source!, /^[\w-]{16}$/);
    // The same client, in another notation.
    assert.equal((await admin.do<Mute>('POST', '/mutes', { address: '::ffff:203.0.113.7' })).source, source);
    const list = async () => (await admin.do<{ mutes: Mute[] }>('GET', '/mutes')).mutes;
    assert.deepEqual(
      (await list()).map((mute) => mute.reporter ?? mute.source),
      [reporter, source],
    );
    await app.restart();
    await admin.do('DELETE', `/mutes/${source}`);
    await admin.do('DELETE', `/mutes/${reporter}`);
    assert.deepEqual(await list(), []);
    await assertProblem(await admin.send('DELETE', `/mutes/${reporter}`), 404, 'not_found');
    for (const bad of [{}, { reporter, source }, { reporter: 'Mallory' }, { address: 'nowhere' }])
      await assertProblem(await admin.send('POST', '/mutes', bad), 422, 'validation_failed');
    assert.ok(!JSON.stringify(await admin.acts()).includes('203.0.113.7'));
    assert.ok(!(await readFile(operatorJson(), 'utf8')).includes('203.0.113.7'));
  });
});
