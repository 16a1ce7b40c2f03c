import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@colyseus/sdk';
import { FakeClock, readJson, startApp, type TestApp, until } from '../support/app.ts';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';

const BONES = { world: 444, item_id: 526, item_name: 'Bones', quantity: 1, value: 50 };

type Typed = { world_type: string | null };
type World = { party: Typed | null; last_parties: Typed[] };

describe('the world type of a drop party', () => {
  let clock: FakeClock;
  let app: TestApp;
  beforeEach(async () => {
    clock = new FakeClock();
    app = await startApp({ now: clock.now });
  });
  afterEach(() => app.stop());

  const get = async <T extends object>(path: string) => readJson<T>(await app.get(path));
  const report = async (more: object = {}) => {
    const answer = await readJson(await app.post('/drops', { ...BONES, ...more }));
    clock.advance(1_000);
    return answer;
  };

  it('[DROP-13] is unknown until a drop names it, then shown by REST and both rooms, but not added to the original REST answers', async () => {
    const created = await report();
    const tracker = await app.sdk.joinOrCreate('drop_tracker', { world: 444 });
    const board = await app.sdk.joinOrCreate('board');
    await until(() => tracker.state.party?.id === 1 && board.state.parties?.size === 1);
    const onBoard = () => board.state.parties.get('444').world_type as string;
    assert.deepEqual([tracker.state.party.world_type, onBoard()], ['', '']);
    assert.equal((await get<Typed>('/parties/1')).world_type, null);

    const added = await report({ worldType: 'skill_total' });
    await report({ world_type: 'members' });
    await until(() => tracker.state.party.total_drops === 3 && board.state.parties.get('444').total_drops === 3);
    assert.deepEqual([tracker.state.party.world_type, onBoard()], ['skill_total', 'skill_total']);
    assert.equal((await get<Typed>('/parties/1')).world_type, 'skill_total');
    assert.equal((await get<World>('/worlds/444')).party?.world_type, 'skill_total');

    const answer = ['status', 'party_id', 'world', 'total_drops', 'avg_drop_value', 'message'];
    for (const body of [created, added]) assert.deepEqual(Object.keys(body), answer);
    const { active_parties } = await get<{ active_parties: object[] }>('/parties');
    const original = ['id', 'world', 'avg_drop', 'total_drops', 'created_at', 'last_drop_at', 'time_since_last_drop'];
    const listed = new Set([...original, 'confirmed_drops', 'confirmed_value']);
    assert.deepEqual(new Set(Object.keys(active_parties[0]!)), listed);
    clock.advance(300_000);
    const { details } = await readJson<{ details: object[] }>(await app.post('/parties/cleanup'));
    assert.deepEqual(Object.keys(details[0]!), ['id', 'world', 'total_drops', 'avg_drop', 'duration_minutes']);
    await Promise.all([tracker.leave(), board.leave()]);
  });

  it('[DROP-13] is kept when the party ends, and unknown again in the next party of the world', async () => {
    await report({ world_type: 'pvp' });
    const tracker = await app.sdk.joinOrCreate('drop_tracker', { world: 444 });
    await until(() => tracker.state.party?.world_type === 'pvp');
    clock.advance(300_000);
    await app.post('/parties/cleanup');
    await report();
    await until(() => tracker.state.party?.id === 2);
    assert.equal(tracker.state.party.world_type, '');
    const { party, last_parties } = await get<World>('/worlds/444');
    assert.deepEqual([party?.world_type, last_parties.map(({ world_type }) => world_type)], [null, ['pvp']]);
    assert.equal((await get<{ parties: Typed[] }>('/parties/history')).parties[0]!.world_type, 'pvp');
    await tracker.leave();
  });
});

describe('the world type of a drop party, across restarts', () => {
  let dataDir: string;
  let server: ServerProcess;
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'muster-world-type-'));
  });
  after(async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const start = async () => void (server = await spawnServer({ dataDir, env: { DEDUPE_WINDOW_MS: '0' } }));
  const report = async (more: object) => {
    const body = JSON.stringify({ ...BONES, ...more });
    const headers = { 'content-type': 'application/json' };
    return readJson(await fetch(`${server.url}/drops`, { method: 'POST', body, headers }));
  };
  const typeOf = async (id: number) => (await readJson<Typed>(await fetch(`${server.url}/parties/${id}`))).world_type;

  it('[DROP-12] [DROP-13] is the first one named, after kill -9 and after a shutdown, by REST and on the board', async () => {
    await start();
    await report({ world_type: 'high_risk' });
    await report({ world: 445 });
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      await server.kill(signal);
      await start();
      assert.deepEqual([await typeOf(1), await typeOf(2)], ['high_risk', null]);
      const board = await new Client(server.url).joinOrCreate('board');
      await until(() => board.state.parties?.size === 2, 'both parties on the board');
      const shown = ['444', '445'].map((world) => board.state.parties.get(world).world_type as string);
      assert.deepEqual(shown, ['high_risk', '']);
      await board.leave();
      await report({ world_type: 'pvp' });
      assert.equal(await typeOf(1), 'high_risk');
    }
    await report({ world: 445, world_type: 'pvp' });
    assert.equal(await typeOf(2), 'pvp');
  });
});
