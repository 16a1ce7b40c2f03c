import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import type { EmbeddedStore } from '../../src/store/embedded/EmbeddedStore.ts';
import { commitOf, endedParty, partyEvents, T0 } from './commits.ts';
import { EmbeddedPlace } from './embedded-place.ts';

export const RUNNING = { world: 444, party_id: 50, at: T0 };

export async function edit(path: string, change: (text: string) => string): Promise<void> {
  await writeFile(path, change(await readFile(path, 'utf8')));
}

/** Party 50 runs with its drops committed one by one; `then` happens before the folder is copied, as a crash leaves it. */
export async function crashed(
  drops: number,
  then: (store: EmbeddedStore) => Promise<void> = async () => {},
): Promise<EmbeddedPlace> {
  const place = await EmbeddedPlace.make();
  const store = await place.open();
  for (const event of partyEvents(RUNNING, drops)) await store.commit(commitOf(event));
  await then(store);
  const copy = await place.copy();
  await place.remove();
  return copy;
}

/** Two checkpoints with changes before, between and after them. */
export function withTwoSnapshots(): Promise<EmbeddedPlace> {
  return crashed(3, async (store) => {
    await store.checkpoint();
    await store.commit(commitOf(...endedParty({ world: 7, party_id: 51, at: T0 }, 4)));
    await store.checkpoint();
    await store.commit(commitOf(...endedParty({ world: 8, party_id: 52, at: T0 }, 5)));
  });
}

export async function dropsOf(store: EmbeddedStore, id: number): Promise<number[]> {
  return (await store.dropsOf(id, { limit: 100 })).map(({ number }) => number);
}

export async function assertWhole(place: EmbeddedPlace): Promise<void> {
  const store = await place.open();
  assert.deepEqual(await dropsOf(store, 50), [3, 2, 1]);
  assert.deepEqual(await dropsOf(store, 51), [4, 3, 2, 1]);
  assert.deepEqual(await dropsOf(store, 52), [5, 4, 3, 2, 1]);
  assert.deepEqual(
    (await store.history({ limit: 9 })).parties.map(({ id }) => id),
    [52, 51],
  );
}
