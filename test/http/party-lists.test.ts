import assert from 'node:assert/strict';
import { appForSuite, FakeClock } from '../support/app.ts';
import { ok, type PartyAnswer, partyOf } from './dungeons.ts';
import { assertProblem } from './reports.ts';

type List = { parties: PartyAnswer[]; next_cursor?: string };

describe('GET /party', () => {
  const clock = new FakeClock();
  const app = appForSuite({ now: clock.now });
  before(async () => {
    const settings: [string[], object][] = [
      [
        ['a1', 'a2', 'a3'],
        { name: 'Zulu', difficulty: 'hard', region: 'eu', data: { region: 'eu', level: 5, ranked: true } },
      ],
      [['b1', 'b2'], { name: 'alpha', max_players: 2, game_type: 'pvp', data: { region: 'us', level: '5' } }],
      [['c1'], { name: 'Alpine', password: 'sesame', data: { region: 'eu', tags: ['x'] } }],
      [['d1'], { name: 'Mike', game_type: 'solo', difficulty: 'hard', region: 'us' }],
      [['e1'], { name: 'Hidden', privacy: 'private', difficulty: 'hard' }],
      [['f1'], { name: 'Elsewhere', lobby: 'other' }],
    ];
    for (const [players, setting] of settings) {
      clock.advance(1_000);
      await partyOf(app, players, setting);
    }
  });

  const list = (query = '') => ok<List>(app.get(`/party${query}`));
  const names = async (query = '') => (await list(query)).parties.map(({ name }) => name);

  it('[PARTY-17] lists the public parties of a lobby, with nothing that is for members only', async () => {
    const { parties } = await list();
    assert.deepEqual(await names(), ['Zulu', 'alpha', 'Alpine', 'Mike']);
    assert.deepEqual(await names('?lobby=other'), ['Elsewhere']);
    assert.deepEqual(await names('?lobby=nowhere'), []);
    for (const party of parties) {
      for (const secret of ['join_code', 'data', 'password_hash', 'banned', 'invites'])
        assert.ok(!(secret in party), secret);
      assert.ok(party.members!.every((member) => !('data' in member)));
    }
  });

  it("lists the caller's own party even if it is private, as outsiders would see it", async () => {
    const { parties } = await list('?player_id=e1');
    assert.equal(parties.at(-1)!.name, 'Hidden');
    assert.equal(parties.at(-1)!.join_code, undefined);
    assert.deepEqual(await names('?player_id=a1'), await names());
  });

  const FILTERS: [query: string, names: string[]][] = [
    ['game_type=pvp', ['alpha']],
    ['difficulty=hard', ['Zulu', 'Mike']],
    ['region=eu', ['Zulu']],
    ['region=asia', []],
    ['has_room=true', ['Zulu', 'Alpine']],
    ['has_room=false', ['alpha', 'Mike']],
    ['players_min=2', ['Zulu', 'alpha']],
    ['players_max=2', ['alpha', 'Alpine', 'Mike']],
    ['players_min=2&players_max=2', ['alpha']],
    ['name_prefix=AL', ['alpha', 'Alpine']],
    ['data.region=eu', ['Zulu', 'Alpine']],
    ['data.region=eu&data.level=5', ['Zulu']],
    ['data.level=%225%22', ['alpha']],
    ['data.ranked=true', ['Zulu']],
    ['data.tags=[%22x%22]', ['Alpine']],
    ['data.__proto__=x', []],
    ['difficulty=hard&has_room=true&player_id=e1', ['Zulu', 'Hidden']],
    ['sort=name', ['Alpine', 'Mike', 'Zulu', 'alpha']],
    ['sort=-name', ['alpha', 'Zulu', 'Mike', 'Alpine']],
    ['sort=-created_at', ['Mike', 'Alpine', 'alpha', 'Zulu']],
    ['sort=-player_count&limit=2', ['Zulu', 'alpha']],
  ];
  for (const [query, expected] of FILTERS) {
    it(`?${query}`, async () => assert.deepEqual(await names(`?${query}`), expected));
  }

  it('pages with a cursor, in each order, without gaps or repetitions', async () => {
    for (const field of ['created_at', 'updated_at', 'name', 'player_count']) {
      for (const sort of [field, `-${field}`]) {
        const whole = await names(`?sort=${sort}`);
        const paged: unknown[] = [];
        let cursor = '';
        for (let pages = 0; pages < whole.length && (pages === 0 || cursor !== ''); pages++) {
          const page = await list(`?sort=${sort}&limit=1${cursor}`);
          paged.push(...page.parties.map(({ name }) => name));
          cursor = page.next_cursor === undefined ? '' : `&cursor=${page.next_cursor}`;
        }
        assert.deepEqual([paged, cursor], [whole, ''], sort);
      }
    }
  });

  it('answers 304 until a party in the list changes', async () => {
    const path = '/party?difficulty=hard';
    const etag = (await app.get(path)).headers.get('etag')!;
    clock.advance(1_000);
    await ok(app.send('POST', '/party/quick-join?player_id=g1&game_type=', {}).then(() => app.get('/party')));
    assert.equal((await app.get(path, { 'If-None-Match': etag })).status, 304);
    const { party_id } = (await list('?name_prefix=Zulu')).parties[0]!;
    await ok(app.send('POST', `/party/${party_id}/lock?player_id=a1`));
    assert.equal((await app.get(path, { 'If-None-Match': etag })).status, 200);
  });

  const FAULTS: [path: string, fields: string[]][] = [
    ['/party?game_typ=pvp', ['game_typ']],
    ['/party?game_type=chess', ['game_type']],
    ['/party?game_type=pvp&game_type=pvp', ['game_type']],
    ['/party?has_room=1', ['has_room']],
    ['/party?players_min=-1', ['players_min']],
    ['/party?players_min=3&players_max=2', ['players_max']],
    ['/party?players_max=65', ['players_max']],
    ['/party?region=', ['region']],
    ['/party?name_prefix=', ['name_prefix']],
    ['/party?sort=password_hash', ['sort']],
    ['/party?sort=join_code&limit=0', ['sort', 'limit']],
    ['/party?limit=101', ['limit']],
    ['/party?cursor=abc', ['cursor']],
    ['/party?cursor=bnVsbA', ['cursor']],
    ['/party?lobby=a%20b', ['lobby']],
    ['/party?player_id=%00', ['player_id']],
    ['/party?data.=x', ['data.']],
    ['/party?data.a=x&data.a=y', ['data.a']],
    [`/party?data.a=${'x'.repeat(129)}`, ['data.a']],
    [`/party?${Array.from({ length: 17 }, (_, i) => `data.a${i}=1`).join('&')}`, ['data']],
    ['/sessions?status=complete', ['status']],
    ['/sessions?sort=name', ['sort']],
    ['/sessions?cursor=W10', ['cursor']],
    ['/party/00000000-0000-4000-8000-000000000000?x=1', ['x']],
  ];
  for (const [path, fields] of FAULTS) {
    it(`refuses ${path.slice(0, 60)}`, async () => {
      await assertProblem(await app.get(path), 422, 'validation_failed', fields);
    });
  }

  it('refuses the cursor of another order', async () => {
    const { next_cursor } = await list('?sort=name&limit=1');
    await assertProblem(await app.get(`/party?sort=-name&cursor=${next_cursor}`), 422, 'validation_failed', ['cursor']);
  });
});
