import assert from 'node:assert/strict';
import { once } from 'node:events';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { MemberDungeonParty } from '../../src/domain/dungeons/dungeon-party-views.ts';
import { RESTART_SECONDS } from '../../src/protocol/limits.ts';
import { assertProblem } from '../http/reports.ts';
import { readJson } from '../support/app.ts';
import { freePort } from '../support/free-port.ts';
import { MetricsReader } from '../support/metrics.ts';
import { needNginx, Nginx } from '../support/Nginx.ts';
import { joinRaw } from '../support/raw.ts';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';
import { TestClient } from '../support/TestClient.ts';
import { until } from '../support/until.ts';

/** Clients that report drops at once, and how many acknowledged reports make a load. */
const REPORTERS = 16;
const WORLDS = 8;
const ACKNOWLEDGED = 400;

const post = (url: string, body: object, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

const drop = (world: number, item_id: number) => ({ world, item_id, item_name: 'Bones', quantity: 1, value: 1 });

async function assertComeBack(response: Response): Promise<void> {
  assert.equal(response.headers.get('retry-after'), String(RESTART_SECONDS));
  await assertProblem(response, 503, 'shutting_down');
}

describe('a server that drains', () => {
  let server: ServerProcess;
  afterEach(() => server.stop());

  const ready = async () => (await fetch(`${server.url}/readyz`)).status;

  it('[OPS-5] is not ready, begins nothing new and says when to come back, but goes on with what there is', async () => {
    server = await spawnServer({ env: { DRAIN_MS: '600000' } });
    const sdk = new TestClient(server.url.replace('http', 'ws'));
    const lobby = await sdk.joinOrCreate('lobby', { player_id: 'ann' });
    const { party_id } = await lobby.request('party.create', {});
    const bob = await sdk.joinOrCreate('lobby', { player_id: 'bob' });
    assert.equal((await post(`${server.url}/drops`, drop(1, 1))).status, 200);
    assert.equal(await ready(), 200);

    void server.kill('SIGTERM');
    await until(async () => (await ready()) === 503, 'readiness that fails');
    assert.equal((await fetch(`${server.url}/livez`)).status, 200);
    const overview = await readJson(await fetch(`${server.url}/healthz`));
    assert.equal(overview['status'], 'shutting_down');
    assert.equal(await new MetricsReader(server.url).sum('muster_draining'), 1);

    await assertComeBack(await post(`${server.url}/drops`, drop(2, 1)));
    await assertComeBack(await post(`${server.url}/party`, { player_id: 'eve' }));
    await assertComeBack(await post(`${server.url}/session`, { party_id, player_id: 'ann', force: true }));
    await assertComeBack(await post(`${server.url}/matchmake/joinOrCreate/board`, {}));
    const refused = { name: 'rejected', reason: { kind: 'shutting_down', message: 'The server is shutting down.' } };
    await assert.rejects(bob.request('party.create', {}), refused);
    await assert.rejects(lobby.request('party.start', { force: true }), refused);

    assert.equal((await post(`${server.url}/drops`, drop(1, 2))).status, 200);
    await bob.request('party.join', { party_id });
    const token = bob.reconnectionToken;
    bob.connection.close(4010);
    const again = await sdk.reconnect(token);
    await again.request('party.ready', { ready: true });
    assert.deepEqual(await server.kill('SIGINT'), { code: 1, signal: null }, 'a second signal ends it at once');
  });

  it('ends with 0 after DRAIN_MS, and closes rooms with 4001 and /updates with 1001', async () => {
    server = await spawnServer({ env: { DRAIN_MS: '300' } });
    const board = await joinRaw(server.url, 'board');
    const updates = new WebSocket(`${server.url.replace('http', 'ws')}/updates`);
    await once(updates, 'open');
    const closed = once(updates, 'close') as Promise<[CloseEvent]>;
    assert.deepEqual(await server.kill('SIGTERM'), { code: 0, signal: null }, server.output());
    const [{ code, reason }] = await closed;
    assert.deepEqual([code, reason], [1001, `the server is shutting down; reconnect in ${RESTART_SECONDS} s`]);
    assert.equal(await board.closed, 4001);
  });

  it('[OPS-5] under load, behind nginx with TLS, is replaced by a new one: no report is lost or counted twice, and players keep their seats', async function () {
    needNginx(this);
    server = await spawnServer({ env: { PORT: String(await freePort()), TRUST_PROXY: 'loopback' } });
    const nginx = await Nginx.start(server.url);
    const trusted = getCACertificates();
    setDefaultCACertificates([...trusted, nginx.ca]);
    try {
      await replaceUnderLoad(server, nginx.hostUrl);
    } finally {
      setDefaultCACertificates(trusted);
      await nginx.stop();
    }
  });
});

async function replaceUnderLoad(server: ServerProcess, url: string): Promise<void> {
  const players = ['ann', 'bob'];
  const sdk = () => new TestClient(url.replace('http', 'ws'));
  const lost: number[] = [];
  const rooms = [];
  for (const player_id of players) {
    const room = await sdk().joinOrCreate('lobby', { player_id });
    room.onLeave((code) => void lost.push(code));
    rooms.push(room);
  }
  const { party_id } = await rooms[0]!.request('party.create', {});
  await rooms[1]!.request('party.join', { party_id });
  const { session_id } = await rooms[0]!.request('party.start', { force: true });
  for (const player_id of players) await sdk().joinById(session_id, { player_id });

  const load = new Load(`${url}/drops`);
  await until(() => load.acknowledged >= ACKNOWLEDGED, 'the load');
  assert.equal(load.refused, 0);
  assert.deepEqual(await server.kill('SIGTERM'), { code: 0, signal: null }, server.output());
  await until(() => lost.length === 2, 'the players are told');
  assert.deepEqual(lost, [4001, 4001]);
  await server.restart();
  const before = load.acknowledged;
  await until(() => load.acknowledged >= before + ACKNOWLEDGED, 'the load goes on');
  await load.stop();
  assert(load.refused > 0, 'the load went on while no server was there');

  const { active_parties: parties } = await readJson<{ active_parties: { total_drops: number }[] }>(
    await fetch(`${url}/parties`),
  );
  const counted = parties.reduce((sum, { total_drops }) => sum + total_drops, 0);
  assert.equal(counted, load.acknowledged, 'each acknowledged report counts once');
  for (const player_id of players) {
    await sdk().joinOrCreate('lobby', { player_id });
    await sdk().joinById(session_id, { player_id });
  }
  const party = async () => readJson<MemberDungeonParty>(await fetch(`${url}/party/${party_id}?player_id=ann`));
  await until(async () => (await party()).members.every(({ connected }) => connected), 'both players are back');
  assert.deepEqual([(await party()).players, (await party()).session_id], [players, session_id]);
}

/** Reporters that each send one report after another, and each again under its key until it is acknowledged. */
class Load {
  acknowledged = 0;
  /** Attempts that failed. */
  refused = 0;
  #stopped = false;
  readonly #url: string;
  readonly #reporters: Promise<void>[];

  constructor(url: string) {
    this.#url = url;
    this.#reporters = Array.from({ length: REPORTERS }, (_, reporter) => this.#report(reporter));
  }

  /** Resolves when every report that was begun is acknowledged. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#reporters);
  }

  async #report(reporter: number): Promise<void> {
    for (let i = 0; !this.#stopped; i++) {
      const report = { ...drop(1 + ((reporter + i) % WORLDS), reporter * 10_000 + i), reporter: `r${reporter}` };
      await until(() => this.#isAcknowledged(report, `${reporter}-${i}`), 'an acknowledgement');
      this.acknowledged += 1;
    }
  }

  async #isAcknowledged(report: object, key: string): Promise<boolean> {
    const answer = await post(this.#url, report, { 'Idempotency-Key': key }).catch(() => null);
    if (answer?.ok) return (await answer.text()) !== '';
    this.refused += 1;
    if (answer) assert([502, 503].includes(answer.status), `${answer.status} ${await answer.text()}`);
    return false;
  }
}
