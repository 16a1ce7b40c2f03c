import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { assertAllThere, runWriter, type Told } from './killed-writer.ts';
import { SqlitePlace } from './sqlite-place.ts';

const KILLS = 20;
const COPIES = 10;

describe('SQLite after a crash', () => {
  let place: SqlitePlace;

  beforeEach(async () => {
    place = await SqlitePlace.make();
  });

  afterEach(() => place.remove());

  it(`[STORE-1] after ${KILLS} SIGKILLs at random moments, each acknowledged commit is stored once`, async function () {
    this.timeout(180_000);
    const told: Told[] = [];
    const known = new Map<number, number>();
    for (let i = 0; i < KILLS; i++) {
      const killed = await runWriter(place.dataDir, async ({ child }) => {
        await delay(Math.random() * 300);
        child.kill('SIGKILL');
      });
      told.push(...killed.told);
      const store = await place.open(Date.now);
      await assertAllThere(store, told, known);
      await store.close();
    }
    assert.ok(told.length > KILLS * 5, `only ${told.length} commits: the kills came too early to prove anything`);
  });

  it(`[STORE-1] ${COPIES} copies of the files, made at random moments under load, open with everything acknowledged by then`, async function () {
    this.timeout(180_000);
    const copies: [SqlitePlace, Told[]][] = [];
    await runWriter(place.dataDir, async ({ child, told }) => {
      for (let i = 0; i < COPIES; i++) {
        await delay(50 + Math.random() * 200);
        // Stopped, so that the copy is consistent, as after a power cut.
        const acknowledged = [...told];
        child.kill('SIGSTOP');
        copies.push([await place.copy(), acknowledged]);
        child.kill('SIGCONT');
      }
      child.kill('SIGKILL');
    });
    assert.ok(copies.at(-1)![1].length > COPIES * 5, 'too few commits to prove anything');
    for (const [copy, told] of copies) {
      await assertAllThere(await copy.open(Date.now), told);
      await copy.remove();
    }
  });
});
