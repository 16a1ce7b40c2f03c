import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { Session } from '../../src/domain/sessions/session.ts';
import type { PlayedStore } from './PlayedStore.ts';
import { SqlitePlace } from './sqlite-place.ts';

type Told = {
  key: string;
  added: [party: number, number: number][];
  party?: { party_id: string; version: number };
  session?: Session;
};

const KILLS = 20;
const COPIES = 10;
const WRITER = join(import.meta.dirname, 'crash-writer.ts');

/** What a writer had acknowledged when it ended. `meanwhile` begins with its first line, and is told what was acknowledged so far. */
async function write(
  dataDir: string,
  meanwhile: (writer: ChildProcess, told: Told[]) => Promise<void>,
): Promise<Told[]> {
  const writer = spawn(process.execPath, [WRITER, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(writer, 'exit');
  const told: Told[] = [];
  let running: Promise<void> | undefined;
  for await (const line of createInterface(writer.stdout)) {
    running ??= meanwhile(writer, told);
    const message: Told | { ready: true } = JSON.parse(line);
    if ('key' in message) told.push(message);
  }
  await running;
  assert.equal((await exited)[1], 'SIGKILL');
  return told;
}

/** Everything acknowledged is there once. `known` is what was there before, acknowledged or not. */
async function assertAllThere(place: SqlitePlace, told: Told[], known = new Map<number, number>()): Promise<void> {
  const store = await place.open(Date.now);
  const expected = new Map(known);
  for (const [party, number] of told.flatMap(({ added }) => added)) {
    expected.set(party, Math.max(number, expected.get(party) ?? 0));
  }
  for (const [party, newest] of expected) {
    const found = (await store.dropsOf(party, { limit: 1_000 })).map(({ number }) => number);
    assert.deepEqual(
      found,
      Array.from({ length: found.length }, (_, i) => found.length - i),
    );
    assert.ok(found.length >= newest, `party ${party}: ${found.length} of ${newest}`);
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

/** What was told is there, or what followed; a party is on a run that is there. */
async function assertAdventures(store: PlayedStore, told: Told[]): Promise<void> {
  for (const { party, session } of told) {
    if (!party) continue;
    const found = (await store.dungeonParty(party.party_id))!;
    assert.ok(found.version >= party.version, `${party.party_id}: ${found.version} of ${party.version}`);
    assert.equal(found.session_id !== null, found.version > 2);
    if (found.session_id !== null) assert.ok(await store.session(found.session_id));
    if (session?.status === 'complete') assert.deepEqual(await store.session(session.session_id), session);
  }
}

describe('[STORE] SQLite, killed', () => {
  let place: SqlitePlace;

  beforeEach(async () => {
    place = await SqlitePlace.make();
  });

  afterEach(() => place.remove());

  it(`after ${KILLS} SIGKILLs at random moments, each acknowledged commit is there once`, async function () {
    this.timeout(180_000);
    const told: Told[] = [];
    const known = new Map<number, number>();
    for (let i = 0; i < KILLS; i++) {
      const killed = await write(place.dataDir, async (writer) => {
        await delay(Math.random() * 300);
        writer.kill('SIGKILL');
      });
      told.push(...killed);
      await assertAllThere(place, told, known);
    }
    assert.ok(told.length > KILLS * 5, `only ${told.length} commits: the kills came too early to show anything`);
  });

  it(`${COPIES} copies of the files, made at random moments under load, open with all that was acknowledged by then`, async function () {
    this.timeout(180_000);
    const copies: [SqlitePlace, Told[]][] = [];
    await write(place.dataDir, async (writer, told) => {
      for (let i = 0; i < COPIES; i++) {
        await delay(50 + Math.random() * 200);
        // Stopped, so that the files are of one moment, as after a power cut.
        const acknowledged = [...told];
        writer.kill('SIGSTOP');
        copies.push([await place.copy(), acknowledged]);
        writer.kill('SIGCONT');
      }
      writer.kill('SIGKILL');
    });
    assert.ok(copies.at(-1)![1].length > COPIES * 5, 'too few commits to show anything');
    for (const [copy, told] of copies) {
      await assertAllThere(copy, told);
      await copy.remove();
    }
  });
});
