import assert from 'node:assert/strict';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { SESSION_KEPT_MS } from '../../src/store/limits.ts';
import type { EmbeddedStore } from '../../src/store/embedded/EmbeddedStore.ts';
import { encodeCommit, encodeRecord } from '../../src/store/embedded/journal-record.ts';
import { RecentTexts } from '../../src/store/embedded/RecentTexts.ts';
import { commitOf, partyEvents, stored, T0, witnessed, worldAfter } from './commits.ts';
import { edit } from './crashed-places.ts';
import { Adventure } from './dungeon-events.ts';
import { EmbeddedPlace } from './embedded-place.ts';

describe('dungeon parties and sessions in the files of the embedded store', () => {
  let place: EmbeddedPlace;
  let store: EmbeddedStore;
  let adventure: Adventure;
  let now: number;

  beforeEach(async () => {
    now = T0;
    adventure = new Adventure();
    place = await EmbeddedPlace.make();
    store = await place.open({ now: () => now });
    await store.commit(commitOf(...adventure.party('p1'), ...adventure.start('p1', 's1')));
  });

  afterEach(() => place.remove());

  const newestSnapshot = async () => (await place.files('snapshots')).at(-1)!;
  const assertWhole = async (opened: EmbeddedStore) => {
    assert.deepEqual(await opened.loadLobby('main'), adventure.lobby);
    for (const [id, session] of adventure.sessions) assert.deepEqual(await opened.session(id), session);
  };

  const damages: [string, (text: string) => string, RegExp][] = [
    [
      "a party's event of an unknown type",
      (text) => text.replace('member_joined', 'member_come'),
      /ndjson:1: events\.1\.type: /,
    ],
    [
      "a session's event of an unknown type",
      (text) => text.replace('session_created', 'session_made'),
      /ndjson:1: events\.3\.type: /,
    ],
    [
      'an event with a field that nobody knows',
      (text) => text.replace('"join_code"', '"x":1,"join_code"'),
      /ndjson:1: events\.0: .*"x"/,
    ],
    ['an event without a field', (text) => text.replace('"seed":7,', ''), /ndjson:1: events\.3\.seed: /],
    [
      'free data that is no object',
      (text) => text.replace('"data":{"map":[1,null]}', '"data":[]'),
      /ndjson:1: events\.0\.settings\.data: must be an object/,
    ],
  ];
  for (const [what, damage, message] of damages) {
    it(`${what} stops the start, which names file and line`, async () => {
      const crashed = await place.copy();
      await edit((await crashed.files('journal'))[0]!, damage);
      await assert.rejects(crashed.open(), message);
      await crashed.remove();
    });
  }

  it('an event that does not follow stops the start, which names file and line', async () => {
    const crashed = await place.copy();
    const again = encodeRecord(2, T0, encodeCommit(commitOf(...new Adventure().party('p1'))));
    await appendFile((await crashed.files('journal'))[0]!, again);
    await assert.rejects(
      crashed.open(),
      /ndjson:2: party_created of dungeon party p1 does not follow: its id is in use/,
    );
    await crashed.remove();
  });

  it('a snapshot has the sessions that go on; complete ones go to files that are removed a day later', async () => {
    await store.commit(commitOf(...adventure.party('p2'), ...adventure.start('p2', 's2')));
    await store.commit(commitOf(...adventure.complete('p1', 's1')));
    await store.checkpoint();
    const snapshot = JSON.parse(await readFile(await newestSnapshot(), 'utf8'));
    assert.deepEqual(
      snapshot.active_sessions.map(({ session_id }: { session_id: string }) => session_id),
      ['s2'],
    );
    assert.deepEqual(
      JSON.parse(await readFile((await place.files('sessions'))[0]!, 'utf8')),
      adventure.sessions.get('s1'),
    );
    await store.close();
    store = await place.open({ now: () => now });
    await assertWhole(store);
    now += SESSION_KEPT_MS;
    adventure.now = now;
    await store.commit(commitOf(...adventure.complete('p2', 's2')));
    await store.checkpoint();
    await store.commit(commitOf(...adventure.party('p3')));
    await store.checkpoint();
    assert.equal((await place.files('sessions')).length, 1);
    await store.close();
    store = await place.open({ now: () => now });
    assert.equal(await store.session('s1'), null);
    assert.deepEqual(await store.session('s2'), adventure.sessions.get('s2'));
  });

  it('a damaged complete session stops the start, which names file and line', async () => {
    await store.commit(commitOf(...adventure.complete('p1', 's1')));
    await store.checkpoint();
    const crashed = await place.copy();
    await edit((await crashed.files('sessions'))[0]!, (text) =>
      text.replace('"outcome":"completed"', '"outcome":"fantastic"'),
    );
    await assert.rejects(crashed.open(), /sessions\/000000000000001\.ndjson:1: outcome: /);
    await crashed.remove();
  });

  it('a snapshot and a journal from before there were dungeon parties are opened', async () => {
    const old = await EmbeddedPlace.make();
    const first = await old.open();
    const place444 = { world: 444, party_id: 1, at: T0 };
    const events = [...partyEvents(place444, 2), witnessed(place444, 1, 'ann'), witnessed(place444, 2, 'bob')];
    await first.commit(commitOf(...events));
    await first.close();
    const path = (await old.files('snapshots')).at(-1)!;
    const { dungeon_parties, active_sessions, sessions, ...rest } = JSON.parse(await readFile(path, 'utf8'));
    assert.deepEqual([dungeon_parties, active_sessions, sessions], [[], [], []]);
    for (const { open } of rest.worlds) for (const drop of open) delete drop.alone;
    await writeFile(path, JSON.stringify(rest));
    const again = await old.open();
    assert.deepEqual(again && old.logged.filter((line) => line.startsWith('warn')), []);
    const world = worldAfter(444, events);
    // What the first snapshots did not say is taken from the number of witnesses.
    for (const open of world.open) open.alone = open.seenBy.size <= 1;
    assert.deepEqual(stored(await again.loadWorld(444)), stored(world));
    await old.remove();
  });

  it('a large snapshot is written again only after as much journal', async () => {
    await store.close();
    store = await place.open({ checkpointBytes: 1, now: () => now, log: place.log() });
    const written = () => place.logged.filter((line) => line.includes('the snapshot is written')).length;
    await store.commit(commitOf(...adventure.party('p2')));
    await store.checkpoint();
    const before = written();
    const player_id = 'p2 ann';
    for (const ready of [true, false]) {
      await store.commit(commitOf(...adventure.do({ type: 'ready', party_id: 'p2', player_id, changes: { ready } })));
    }
    await store.close();
    assert.equal(written(), before + 1, 'only the last one, of the stop');
    store = await place.open();
    await assertWhole(store);
  });
});

describe('what is remembered for a while', () => {
  const memory = { keptMs: 1_000, countMax: 3, bytesMax: 100 };
  const texts = (lengths: [string, number, number][]) => {
    const recent = new RecentTexts(memory);
    for (const [id, at, length] of lengths) recent.add(id, at, 'x'.repeat(length));
    return ['a', 'b', 'c', 'd', 'e'].filter((id) => recent.find(id, 1_000) !== undefined).join('');
  };

  it('is forgotten by age, by number and by bytes, the oldest first', () => {
    assert.equal(
      texts([
        ['a', 0, 1],
        ['b', 1, 1],
      ]),
      'b',
    );
    assert.equal(
      texts([
        ['a', 1, 1],
        ['b', 1, 1],
        ['c', 1, 1],
        ['d', 1, 1],
      ]),
      'bcd',
    );
    assert.equal(
      texts([
        ['a', 1, 46],
        ['b', 1, 46],
      ]),
      'ab',
    );
    assert.equal(
      texts([
        ['a', 1, 46],
        ['b', 1, 46],
        ['c', 1, 46],
      ]),
      'bc',
    );
    assert.equal(
      texts([
        ['a', 1, 46],
        ['b', 1, 46],
        ['c', 1, 95],
      ]),
      'c',
    );
  });

  it('counts what is remembered again under its id once, as the newest', () => {
    assert.equal(
      texts([
        ['a', 1, 46],
        ['b', 1, 46],
        ['a', 1, 46],
      ]),
      'ab',
    );
    assert.equal(
      texts([
        ['a', 1, 1],
        ['b', 1, 1],
        ['c', 1, 1],
        ['a', 1, 1],
        ['d', 1, 1],
      ]),
      'acd',
    );
  });
});
