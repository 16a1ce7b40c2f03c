import assert from 'node:assert/strict';
import { needsPostgres } from '../support/postgres.ts';
import { PostgresServer } from '../support/PostgresServer.ts';
import { type ServerProcess, spawnServer } from '../support/server-process.ts';

/** Milliseconds within which a client is answered, whatever the database does. */
const ANSWER_MS_MAX = 3_000;

describe('the server on PostgreSQL', () => {
  needsPostgres();

  let postgres: PostgresServer;
  let env: Record<string, string>;
  let server: ServerProcess;

  before(async () => {
    postgres = await PostgresServer.start();
    const AUTH_SECRET = 'a secret of at least 32 characters, for tests';
    env = { DATABASE_URL: postgres.url(await postgres.newDatabase()), DEDUPE_WINDOW_MS: '0', AUTH_SECRET };
    server = await spawnServer({ env });
  });
  after(async () => {
    await server?.stop();
    await postgres?.remove();
  });

  async function report(item_id: number): Promise<Response> {
    const drop = { item_id, item_name: 'Rune 2h sword', quantity: 1, value: 38_000, world: 444 };
    return await fetch(`${server.url}/drops`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(drop),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
  }

  async function totalDrops(): Promise<number> {
    const response = await fetch(`${server.url}/parties`);
    const { active_parties } = (await response.json()) as { active_parties: { total_drops: number }[] };
    return active_parties[0]!.total_drops;
  }

  it('answers 503 with Retry-After in time while the database is down, and continues when it is back', async () => {
    assert.equal((await report(1)).ok, true);
    await postgres.stop();
    for (const item_id of [2, 3]) {
      const refused = await report(item_id);
      assert.equal(refused.status, 503);
      assert.ok(Number(refused.headers.get('retry-after')) > 0);
    }
    const ready = await fetch(`${server.url}/readyz`, { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    assert.equal(ready.status, 503);
    const live = await fetch(`${server.url}/livez`, { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    assert.equal(live.status, 200);
    await postgres.restart();
    while (!(await report(4)).ok);
    assert.equal(await totalDrops(), 2);
  });

  it('keeps what it acknowledged after SIGKILL, and never logs the password', async () => {
    const before = await totalDrops();
    assert.equal((await report(5)).ok, true);
    await server.kill('SIGKILL');
    assert.doesNotMatch(server.output(), /not-asked-for/);
    await server.stop();
    server = await spawnServer({ env });
    assert.equal(await totalDrops(), before + 1);
  });

  it('is refused, with the reason, while another one uses the database', async () => {
    await assert.rejects(spawnServer({ env }), /in use by another Muster/);
  });
});
