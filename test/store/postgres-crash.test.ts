import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { needsPostgres } from '../support/postgres.ts';
import { PostgresServer } from '../support/PostgresServer.ts';
import { assertAllThere, runWriter, type Told } from './killed-writer.ts';
import { PostgresPlace } from './postgres-place.ts';

const KILLS = 20;
const SERVER_KILLS = 5;

/** Maximum number of commits before a kill, and of milliseconds after the last of them. */
const COMMITS_MAX = 40;
const MOMENT_MS = 10;

describe('PostgreSQL after a crash', () => {
  let server: PostgresServer;
  let place: PostgresPlace;

  needsPostgres();
  before(async () => {
    server = await PostgresServer.start();
  });
  after(() => server?.remove());

  beforeEach(async () => {
    place = await PostgresPlace.make(server);
  });
  afterEach(() => place.remove());

  it(`[STORE-1] after ${KILLS} SIGKILLs of Muster at random moments, each acknowledged commit is stored once`, async function () {
    this.timeout(180_000);
    const told: Told[] = [];
    const known = new Map<number, number>();
    for (let i = 0; i < KILLS; i++) {
      const killed = await runWriter(place.url, async ({ child, acknowledged }) => {
        await acknowledged(Math.ceil(Math.random() * COMMITS_MAX));
        await delay(Math.random() * MOMENT_MS);
        child.kill('SIGKILL');
      });
      told.push(...killed.told);
      const store = await place.open({ now: Date.now });
      await assertAllThere(store, told, known);
      await store.close();
    }
  });

  it(`[STORE-1] after ${SERVER_KILLS} SIGKILLs of PostgreSQL under load, each acknowledged commit is stored once, and no refused one is`, async function () {
    this.timeout(180_000);
    const { told, refused } = await runWriter(place.url, async ({ child, acknowledged }) => {
      for (let i = 0; i < SERVER_KILLS; i++) {
        await acknowledged(Math.ceil(Math.random() * COMMITS_MAX));
        await delay(Math.random() * MOMENT_MS);
        await server.kill();
        await server.restart();
      }
      await acknowledged(COMMITS_MAX);
      child.kill('SIGKILL');
    });
    const store = await place.open({ now: Date.now });
    await assertAllThere(store, told);
    assert.equal((await store.recall(refused)).size, 0);
  });
});
