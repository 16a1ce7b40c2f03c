import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { encodeCommit, encodeRecord, type JournalRecord } from '../../src/store/embedded/journal-record.ts';
import { added, commitOf, endedParty, partyEvents, T0 } from './commits.ts';
import { edit } from './crashed-places.ts';
import { EmbeddedPlace } from './embedded-place.ts';

const RUNNING = { world: 444, party_id: 2, at: T0 };

describe('world types in the files of the embedded store', () => {
  let place: EmbeddedPlace;

  beforeEach(async () => {
    place = await EmbeddedPlace.make();
  });

  afterEach(() => place.remove());

  /** An ended party in the archive, a running one in the snapshot, another one in the journal after it; as a kill leaves them. */
  async function crashed(world_type: string | null): Promise<EmbeddedPlace> {
    const store = await place.open();
    const [start, ...rest] = endedParty({ world: 7, party_id: 1, at: T0 }, 2);
    await store.commit(commitOf(start!, ...rest.map((event) => ({ ...event, ...said(event.type, world_type) }))));
    await store.commit(commitOf(...partyEvents(RUNNING, 1), added(RUNNING, 2, { world_type })));
    await store.checkpoint();
    const last = { world: 445, party_id: 3, at: T0 };
    await store.commit(commitOf(...partyEvents(last, 1), added(last, 2, { world_type })));
    return await place.copy();
  }

  async function typesIn(dataDir: EmbeddedPlace): Promise<(string | null | undefined)[]> {
    const store = await dataDir.open();
    const { parties } = await store.history({ limit: 9 });
    const types = [parties[0]!.world_type];
    for (const id of [1, 2, 3]) types.push((await store.dropParty(id))!.world_type);
    for (const world of [444, 445]) types.push((await store.loadWorld(world)).party!.world_type);
    await store.close();
    return types;
  }

  it('[STORE-1] archive, snapshot and journal keep them through a kill', async () => {
    const copy = await crashed('pvp');
    assert.deepEqual(await typesIn(copy), Array(6).fill('pvp'));
    await copy.remove();
  });

  it('files from before there were world types are opened, and then a drop may say one', async () => {
    const copy = await crashed(null);
    await makeOld(copy);
    assert.deepEqual(await typesIn(copy), Array(6).fill(null));
    assert.deepEqual(
      copy.logged.filter((line) => line.startsWith('warn')),
      [],
    );
    const store = await copy.open();
    await store.commit(commitOf(added(RUNNING, 3, { world_type: 'pvp' })));
    assert.equal((await store.dropParty(2))!.world_type, 'pvp');
    await copy.remove();
  });
});

function said(type: string, world_type: string | null) {
  return type === 'drop_added' ? { world_type } : {};
}

/** Writes every file that speaks of drop parties as it was written when nobody knew of world types. */
async function makeOld(place: EmbeddedPlace): Promise<void> {
  const histories = await place.files('history');
  for (const path of [place.path('parties', '0', '1.ndjson'), ...histories]) {
    await edit(path, (text) => eachLine(text, (line) => `${withoutType(line)}\n`));
  }
  for (const path of await place.files('snapshots')) {
    const snapshot = JSON.parse(withoutType(await readFile(path, 'utf8')));
    for (const [i, segment] of snapshot.history.entries()) segment.bytes = (await stat(histories[i]!)).size;
    await writeFile(path, JSON.stringify(snapshot));
  }
  for (const path of await place.files('journal')) {
    await edit(path, (text) =>
      eachLine(text, (line) => {
        const { n, at, ...commit }: JournalRecord = JSON.parse(withoutType(line));
        return encodeRecord(n, at, encodeCommit(commit));
      }),
    );
  }
}

function eachLine(text: string, change: (line: string) => string): string {
  return text.split('\n').filter(Boolean).map(change).join('');
}

function withoutType(json: string): string {
  return JSON.stringify(JSON.parse(json), (name, value: unknown) => (name === 'world_type' ? undefined : value));
}
