import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { cpSync } from 'node:fs';
import { truncate } from 'node:fs/promises';
import { ANSWER_KEPT_MS } from '../../src/store/limits.ts';
import type { Session } from '../../src/domain/sessions/session.ts';
import type { EmbeddedStore } from '../../src/store/embedded/EmbeddedStore.ts';
import { added, answer, commitOf, ended, endedParty, partyEvents, T0 } from './commits.ts';
import { Adventure } from './dungeon-events.ts';
import { EmbeddedPlace } from './embedded-place.ts';

type Told = {
  key: string;
  added: [party: number, number: number][];
  party?: { party_id: string; version: number };
  session?: Session;
};

const KILLS = 20;
const WRITER = join(import.meta.dirname, 'crash-writer.ts');

/** Runs the writer and kills it at some moment after it began. Gives what it had acknowledged. */
async function writeAndKill(dataDir: string, checkpoints: 'eager' | 'lazy', aliveMs: number): Promise<Told[]> {
  const child = spawn(process.execPath, [WRITER, dataDir, checkpoints], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const told: Told[] = [];
  const lines = createInterface(child.stdout);
  let killing: Promise<unknown> | undefined;
  for await (const line of lines) {
    killing ??= delay(aliveMs).then(() => child.kill('SIGKILL'));
    const message: Told | { ready: true } = JSON.parse(line);
    if ('key' in message) told.push(message);
  }
  await killing;
  const [, signal] = await exited;
  assert.equal(signal, 'SIGKILL');
  return told;
}

async function allDrops(store: EmbeddedStore, id: number): Promise<number[]> {
  const drops = await store.dropsOf(id, { limit: 1_000 });
  return drops.map(({ number }) => number);
}

describe('the embedded store, killed', () => {
  let place: EmbeddedPlace;

  beforeEach(async () => {
    place = await EmbeddedPlace.make();
  });

  afterEach(() => place.remove());

  /**
   * Everything acknowledged is there once; a drop that is there and was not acknowledged is the one that was in flight of its
   * world. `known` is what was there after the last kill, acknowledged or not.
   */
  async function assertAllThere(told: Told[], known = new Map<number, number>()): Promise<void> {
    const store = await place.open({ now: Date.now });
    const expected = new Map(known);
    for (const [party, number] of told.flatMap(({ added }) => added)) {
      expected.set(party, Math.max(number, expected.get(party) ?? 0));
    }
    for (const [party, newest] of expected) {
      const found = await allDrops(store, party);
      assert.deepEqual(
        found,
        Array.from({ length: found.length }, (_, i) => found.length - i),
      );
      assert.ok(found.length === newest || found.length === newest + 1, `party ${party}: ${found.length} of ${newest}`);
      assert.equal((await store.dropParty(party))?.total_drops, found.length);
      known.set(party, found.length);
    }
    const keys = told.map(({ key }) => key);
    assert.equal((await store.recall(keys)).size, new Set(keys).size);
    const { parties } = await store.history({ limit: 100_000 });
    assert.equal(new Set(parties.map(({ id }) => id)).size, parties.length);
    await assertAdventures(store, told);
    await store.close();
  }

  /** What was told is there, at most one commit further; a party is on a run that is there. */
  async function assertAdventures(store: EmbeddedStore, told: Told[]): Promise<void> {
    for (const { party, session } of told) {
      if (!party) continue;
      const found = (await store.dungeonParty(party.party_id))!;
      assert.ok(found.version >= party.version, `${party.party_id}: ${found.version} of ${party.version}`);
      assert.equal(found.session_id !== null, found.version > 2);
      if (found.session_id !== null) assert.ok(await store.session(found.session_id));
      if (session?.status === 'complete') assert.deepEqual(await store.session(session.session_id), session);
    }
  }

  it(`[STORE-1] after ${KILLS} SIGKILLs at random moments, checkpoints among them, each acknowledged commit is there once`, async function () {
    this.timeout(120_000);
    const told: Told[] = [];
    const known = new Map<number, number>();
    for (let i = 0; i < KILLS; i++) {
      // Where checkpoints follow one upon the other, most kills hit one.
      const checkpoints = i % 3 === 0 ? 'lazy' : 'eager';
      told.push(...(await writeAndKill(place.dataDir, checkpoints, Math.random() * 120)));
      await assertAllThere(told, known);
    }
    assert.ok(told.length > KILLS * 5, `only ${told.length} commits: the kills came too early to show anything`);
  });

  it('a crash after any step of a checkpoint loses nothing and doubles nothing', async () => {
    const copies: EmbeddedPlace[] = [];
    const steps: string[] = [];
    for (let i = 0; i < 4; i++) copies.push(await EmbeddedPlace.make());
    const spare = [...copies];
    let watching = false;
    const log = place.log((step) => {
      if (!watching) return;
      steps.push(step);
      cpSync(place.dataDir, spare.shift()!.dataDir, { recursive: true, filter: (path) => basename(path) !== 'lock' });
    });
    const store = await place.open({ log });
    const running = { world: 444, party_id: 1, at: T0 };
    await store.commit(commitOf(...partyEvents(running, 3)));
    const adventure = new Adventure();
    await store.commit(commitOf(...adventure.party('p1'), ...adventure.start('p1', 's1')));
    await store.checkpoint();
    await store.commit({ events: endedParty({ world: 7, party_id: 2, at: T0 }, 4), answers: [answer('a', T0)] });
    await store.commit(commitOf(added({ ...running, at: T0 + 500_000 }, 4)));
    await store.commit(commitOf(...adventure.complete('p1', 's1'), ...adventure.party('p2')));
    watching = true;
    await store.checkpoint();
    watching = false;
    assert.equal(steps.length, 4);
    for (const [i, copy] of copies.entries()) await assertGoesOn(copy, steps[i]!, adventure);
    for (const copy of copies) await copy.remove();
  });

  it('parties that end while a checkpoint runs are archived by the next one', async () => {
    const places = Array.from({ length: 30 }, (_, i) => ({ world: i + 1, party_id: i + 1, at: T0 }));
    const late = T0 + 400_000;
    let ending: Promise<void>[] = [];
    const log = place.log((step) => {
      if (!step.includes('new segment') || ending.length > 0) return;
      ending = places.map((at) => store.commit(commitOf(ended({ ...at, at: late + 300_000 }))));
    });
    const store = await place.open({ log });
    for (const at of places) await store.commit(commitOf(...partyEvents(at, 2), added({ ...at, at: late }, 3)));
    await store.checkpoint();
    await Promise.all(ending);
    assert.equal(ending.length, places.length);
    await store.close();
    const again = await place.open();
    for (const { party_id } of places) {
      assert.deepEqual(await allDrops(again, party_id), [3, 2, 1]);
      assert.equal((await again.dropParty(party_id))?.is_active, false);
    }
  });

  it('an archive whose answers are all too old goes on in a new file, so that the older snapshot stays whole', async () => {
    let now = T0;
    let copies: EmbeddedPlace[] = [];
    const spare = await EmbeddedPlace.make();
    const log = place.log((step) => {
      if (now === T0 || !step.includes('archive')) return;
      copies = [spare];
      cpSync(place.dataDir, spare.dataDir, { recursive: true, filter: (path) => basename(path) !== 'lock' });
    });
    const store = await place.open({ log, now: () => now });
    await store.commit({
      events: partyEvents({ world: 444, party_id: 1, at: T0 }, 1),
      answers: [answer('a', T0, 'long '.repeat(99))],
    });
    await store.checkpoint();
    now += ANSWER_KEPT_MS;
    await store.commit(commitOf(added({ world: 444, party_id: 1, at: now }, 2)));
    await store.checkpoint();
    await store.commit({ events: [], answers: [answer('b', now)] });
    await store.checkpoint();
    assert.equal(copies.length, 1);
    await truncate((await spare.files('snapshots')).at(-1)!, 5);
    const recovered = await spare.open({ now: () => now });
    assert.deepEqual(await allDrops(recovered, 1), [2, 1]);
    assert.deepEqual([...(await recovered.recall(['a', 'b'])).keys()], ['b']);
    await spare.remove();
  });

  /** Opened, gone on with, closed by a whole checkpoint and opened again: the same each time. */
  async function assertGoesOn(copy: EmbeddedPlace, step: string, adventure: Adventure): Promise<void> {
    const check = async (store: EmbeddedStore, endedIds: number[], newest: number) => {
      assert.deepEqual(
        await allDrops(store, 1),
        Array.from({ length: newest }, (_, i) => newest - i),
        step,
      );
      assert.deepEqual(await allDrops(store, 2), [4, 3, 2, 1], step);
      assert.deepEqual(
        (await store.history({ limit: 9 })).parties.map(({ id }) => id),
        endedIds,
        step,
      );
      assert.equal((await store.recall(['a'])).size, 1, step);
      assert.deepEqual(await store.loadLobby('main'), adventure.lobby, step);
      assert.deepEqual(await store.session('s1'), adventure.sessions.get('s1'), step);
      assert.deepEqual(await store.activeSessions(), [], step);
    };
    const first = await copy.open();
    await check(first, [2], 4);
    await first.commit(commitOf(added({ world: 444, party_id: 1, at: T0 + 500_001 }, 5)));
    await first.commit(commitOf(ended({ world: 444, party_id: 1, at: T0 + 800_000 })));
    await check(first, [1, 2], 5);
    await first.close();
    const second = await copy.open();
    await check(second, [1, 2], 5);
    await second.close();
  }
});
