import assert from 'node:assert/strict';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { MemberDungeonParty } from '../../src/domain/dungeons/dungeon-party-views.ts';
import { readJson } from '../support/app.ts';
import { Nginx } from '../support/Nginx.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { TestClient } from '../support/TestClient.ts';
import { until } from '../support/until.ts';

/** Clients that report drops at once, and how many acknowledged reports make a load. */
const REPORTERS = 16;
const WORLDS = 8;
const ACKNOWLEDGED = 400;

export const post = (url: string, body: object, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

export const drop = (world: number, item_id: number) => ({ world, item_id, item_name: 'Bones', quantity: 1, value: 1 });

/**
 * Replaces the server by a new one on its data, behind nginx with TLS, while reporters report and two players are in a session. No report
 * may be lost or counted twice, and the players keep their seats.
 */
export async function replaceUnderLoad(server: ServerProcess): Promise<void> {
  const nginx = await Nginx.start(server.url);
  const trusted = getCACertificates();
  setDefaultCACertificates([...trusted, nginx.ca]);
  try {
    await replaceBehind(nginx.hostUrl, server);
  } finally {
    setDefaultCACertificates(trusted);
    await nginx.stop();
  }
}

async function replaceBehind(url: string, server: ServerProcess): Promise<void> {
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
