import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Session } from '../../src/domain/sessions/session.ts';
import type { PlayedStore } from './PlayedStore.ts';

export type Told = {
  key: string;
  added: [party: number, number: number][];
  party?: { party_id: string; version: number };
  session?: Session;
};

type Line = Told | { ready: true } | { refused: string };

const WRITER = join(import.meta.dirname, 'crash-writer.ts');

export type Writer = {
  child: ChildProcess;
  /** Acknowledged so far. */
  told: Told[];
  /** Resolves after this many more acknowledged commits. */
  acknowledged: (more: number) => Promise<void>;
};

/** Runs a writer until `meanwhile`, called at its first line, kills it. Returns what was acknowledged and what was refused. */
export async function runWriter(
  target: string,
  meanwhile: (writer: Writer) => Promise<void>,
): Promise<{ told: Told[]; refused: string[] }> {
  const child = spawn(process.execPath, [WRITER, target], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const lines = new EventEmitter();
  const told: Told[] = [];
  const refused: string[] = [];
  const acknowledged = async (more: number) => {
    const enough = told.length + more;
    while (told.length < enough) await once(lines, 'told');
  };
  let running: Promise<void> | undefined;
  for await (const line of createInterface(child.stdout)) {
    running ??= meanwhile({ child, told, acknowledged });
    const message: Line = JSON.parse(line);
    if ('refused' in message) refused.push(message.refused);
    if (!('key' in message)) continue;
    told.push(message);
    lines.emit('told');
  }
  // Rejects a pending `acknowledged`, which would wait forever.
  if (lines.listenerCount('error') > 0) lines.emit('error', new Error('the writer ended'));
  await running;
  assert.equal((await exited)[1], 'SIGKILL');
  return { told, refused };
}

/** Everything acknowledged is stored once. `known` is what an earlier check found, acknowledged or not. */
export async function assertAllThere(
  store: PlayedStore,
  told: Told[],
  known = new Map<number, number>(),
): Promise<void> {
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
}

/** Each acknowledged version, or a later one, is stored, and a party's session exists. */
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
