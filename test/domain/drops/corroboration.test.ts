import assert from 'node:assert/strict';
import { PlayedWorld } from './PlayedWorld.ts';

const CROWD = ['ann', 'bob', 'cy', 'dee'];

function see(played: PlayedWorld, at: number, name: string, fields: object = {}): void {
  played.report(at, { reporter: name, source: name, ...fields });
}

function totals({ running }: PlayedWorld): [drops: number, confirmed: number] {
  return [running!.total_drops, running!.confirmed_drops];
}

/** One in which nobody is a newcomer at 0. */
function begun(): PlayedWorld {
  const played = new PlayedWorld();
  for (const name of CROWD) see(played, -10_000, name, { item_id: 9 });
  return played;
}

describe('drops alike that are confirmed', () => {
  it('[DROP-22] are no more than two reporters saw each: what one says three times is confirmed once', () => {
    const played = begun();
    see(played, 0, 'liar');
    see(played, 10, 'ann');
    for (const at of [20, 600]) see(played, at, 'liar');
    for (const name of CROWD.slice(1)) see(played, 700, name);
    assert.deepEqual(totals(played), [4, 2]);
  });

  it('[DROP-22] are two if two reporters saw two, whichever drop their first reports are taken for', () => {
    const played = begun();
    see(played, 0, 'ann');
    see(played, 10, 'bob');
    see(played, 20, 'ann');
    see(played, 30, 'cy');
    assert.deepEqual(totals(played), [3, 2], 'Cy may have seen only the first');
    see(played, 40, 'cy');
    assert.deepEqual(totals(played), [3, 3]);
  });

  it('[DROP-22] are not fewer because of others on another tile, of another kind, or 3 s before', () => {
    const tile = { plane: 0, x: 1, y: 2 };
    for (const other of [{ tile: { ...tile, x: 2 } }, { item_id: 1 }, { quantity: 2 }]) {
      const played = new PlayedWorld();
      for (const name of ['ann', 'bob']) see(played, 0, name, { tile, ...other });
      for (const name of ['ann', 'cy']) see(played, 10, name, { tile });
      assert.deepEqual(totals(played), [2, 2]);
    }
    const played = begun();
    for (const name of ['ann', 'bob']) see(played, 0, name);
    for (const name of ['ann', 'cy']) see(played, 3_001, name);
    assert.deepEqual(totals(played), [3, 3]);
  });

  it('[DROP-22] are more where a report has an ingest key', () => {
    const confirmed = [null, 'ours'].map((key) => {
      const played = begun();
      for (const name of ['ann', 'bob', 'ann']) see(played, 0, name);
      see(played, 10, 'cy', { key });
      return totals(played)[1];
    });
    assert.deepEqual(confirmed, [2, 3]);
  });

  it('[DROP-22] are never those of a report that is taken for a reload', () => {
    const crowd = [...CROWD, 'eve', 'fay', 'gus', 'hal'];
    const played = new PlayedWorld();
    see(played, 0, 'hal', { item_id: 526 });
    for (let at = 0; at <= 40_000; at += 20_000)
      for (const name of crowd) see(played, at, name, { item_id: 1_000 + at });
    for (let i = 0; i < 3; i++) see(played, 45_000 + i, 'ann', { item_id: 526 + i });
    assert.deepEqual(played.running!.confirmed_drops, 3);
    const before = totals(played);
    see(played, 45_100, 'ann', { item_id: 526 });
    assert.deepEqual(totals(played), before);
    for (const { drop } of played.world.open) if (drop.item_id === 526) assert.equal(drop.confirmed, false);
  });
});

/** A party in which what the liar claimed is unconfirmed, unlike what others did. */
function withLiar(claims: number): PlayedWorld {
  const played = new PlayedWorld();
  for (let i = 0; i < claims; i++) see(played, i, 'liar', { item_id: 1 + i });
  for (let i = 0; i < 9; i++) for (const name of CROWD) see(played, i, name, { item_id: 100 + i });
  return played;
}

describe('a claimant whose drops are mostly unconfirmed', () => {
  for (const [claims, taken] of [
    [8, 'ann'],
    [7, 'liar'],
  ] as const) {
    it(`[DROP-22] ${claims < 8 ? 'is not in doubt for seven of them' : 'is in doubt: what it alone saw is matched after what others claim'}`, () => {
      const played = withLiar(claims);
      see(played, 4_000, 'ann');
      for (const at of [4_010, 4_020]) see(played, at, 'liar');
      see(played, 4_030, 'bob');
      const seen = played.world.open.findLast(({ seenBy }) => seenBy.has('bob'))!;
      assert.equal(seen.evidence.claim.reporter, taken);
    });
  }

  it('[DROP-22] is matched if nobody else claims the like', () => {
    const played = withLiar(8);
    see(played, 4_010, 'liar');
    see(played, 4_030, 'bob');
    assert.equal(played.world.open.at(-1)!.drop.witnesses, 2);
  });

  it('[DROP-22] is not in doubt where nobody’s drops are confirmed', () => {
    const played = new PlayedWorld();
    for (let i = 0; i < 4; i++) for (const name of CROWD) see(played, i, name, { item_id: 100 + i, source: 'school' });
    for (let i = 0; i < 8; i++) see(played, i, 'dee', { item_id: 1 + i, source: 'school' });
    for (const name of ['ann', 'dee', 'dee', 'bob']) see(played, 4_000, name, { source: 'school' });
    assert.equal(played.world.open.at(-1)!.seenBy.has('bob'), true);
  });
});
