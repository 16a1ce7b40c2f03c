import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Members } from '../../src/directory/Members.ts';
import type { Member } from '../../src/store/cluster.ts';
import '../support/property-seed.ts';

/** Members by id, which beat at each look unless they are still. */
class Looks {
  readonly members = new Members(1);
  readonly rows: Member[] = [];

  constructor(count: number) {
    for (let id = 1; id <= count; id++) this.add(id);
  }

  add(id: number, given: Partial<Member> = {}): Member {
    const row = { id, process: `p${id}`, beats: 1, isConnected: true, hasRedis: true, isLeaving: false, ...given };
    this.rows.push(row);
    return row;
  }

  look(...still: number[]) {
    for (const row of this.rows) if (!still.includes(row.id)) row.beats += 1;
    return this.members.look(structuredClone(this.rows));
  }

  get alive(): number[] {
    return this.members.alive.map(({ id }) => id);
  }
}

const ROOMS = Array.from({ length: 2_000 }, (_, i) => `drops-${i + 1}`);
const placesOf = ({ members }: Looks) => ROOMS.map((room) => members.placeOf(room));

describe('the members of a cluster', () => {
  it('[CLUSTER-2] a member without a new beat is dead at the fourth look, and lives again with the next beat', () => {
    const looks = new Looks(3);
    looks.look();
    for (let i = 0; i < 3; i++) looks.look(2);
    assert.deepEqual(looks.alive, [1, 2, 3]);
    const { isChanged, died, lost } = looks.look(2);
    assert.deepEqual([looks.alive, isChanged, died.map(({ id }) => id), lost], [[1, 3], true, [2], ['p2']]);
    looks.look();
    assert.deepEqual(looks.alive, [1, 2, 3]);
  });

  it('[CLUSTER-2] a lost connection that is back in time changes nothing', () => {
    const looks = new Looks(2);
    looks.look();
    looks.rows[1]!.isConnected = false;
    for (let i = 0; i < 3; i++) looks.look();
    looks.rows[1]!.isConnected = true;
    assert.equal(looks.look().isChanged, false);
    assert.deepEqual(looks.alive, [1, 2]);
  });

  it('[CLUSTER-2] who has just started takes those that are not connected for dead, and so those that left', () => {
    const looks = new Looks(2);
    looks.rows[1]!.isConnected = false;
    looks.look();
    assert.deepEqual(looks.alive, [1]);
    Object.assign(looks.add(3), { isLeaving: true });
    looks.look();
    assert.deepEqual(looks.alive, [1, 3]);
    looks.rows[2]!.isConnected = false;
    looks.look();
    assert.deepEqual(looks.alive, [1]);
  });

  it('[CLUSTER-2] a process never takes itself for dead', () => {
    const looks = new Looks(2);
    looks.look();
    for (let i = 0; i < 9; i++) looks.look(1);
    assert.deepEqual(looks.alive, [1, 2]);
  });

  it('[CLUSTER-3] rooms are spread evenly, and a new member takes its part from all others alone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), (count) => {
        const looks = new Looks(count);
        looks.look();
        const before = placesOf(looks);
        looks.add(count + 1);
        looks.look();
        const after = placesOf(looks);
        const moved = ROOMS.filter((_, i) => before[i] !== after[i]);
        assert.ok(ROOMS.every((_, i) => before[i] === after[i] || after[i] === `p${count + 1}`));
        const share = ROOMS.length / (count + 1);
        assert.ok(Math.abs(moved.length - share) < share / 3, `${moved.length} moved, ${share} expected`);
      }),
      { numRuns: 6 },
    );
  });

  it('[CLUSTER-3] every process sends a room to the same place, whatever order it learnt of the others in', () => {
    const looks = new Looks(4);
    const reversed = new Looks(0);
    for (const id of [4, 3, 2, 1]) reversed.add(id);
    looks.look();
    reversed.look();
    assert.deepEqual(placesOf(looks), placesOf(reversed));
  });

  it('[CLUSTER-3] members that leave own nothing', () => {
    const looks = new Looks(2);
    looks.rows[1]!.isLeaving = true;
    looks.look();
    assert.deepEqual(new Set(placesOf(looks)), new Set(['p1']));
  });

  it('[CLUSTER-3] a member that cannot reach Redis owns nothing after a while, if others can', () => {
    const looks = new Looks(3);
    for (let i = 0; i < 4; i++) looks.look();
    looks.rows[2]!.hasRedis = false;
    for (let i = 0; i < 2; i++) assert.deepEqual(looks.look().lost, []);
    assert.ok(looks.members.mayOwn('p3'));
    assert.deepEqual(looks.look().lost, ['p3']);
    assert.deepEqual(new Set(placesOf(looks)), new Set(['p1', 'p2']));
    looks.rows[2]!.hasRedis = true;
    looks.look();
    assert.ok(looks.members.mayOwn('p3'));
  });

  it('[CLUSTER-3] nothing moves when Redis goes away and comes back, which members notice one after the other', () => {
    const looks = new Looks(3);
    for (let i = 0; i < 4; i++) looks.look();
    const before = placesOf(looks);
    for (const hasRedis of [false, true]) {
      for (const row of [...looks.rows, ...looks.rows]) {
        row.hasRedis = hasRedis;
        looks.look();
        assert.deepEqual(placesOf(looks), before);
      }
      for (let i = 0; i < 9; i++) assert.equal(looks.look().isChanged, false);
    }
  });
});
