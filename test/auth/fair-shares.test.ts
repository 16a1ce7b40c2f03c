import assert from 'node:assert/strict';
import { array, assert as assertProperty, boolean, integer, property, record } from 'fast-check';
import { FairShares } from '../../src/auth/FairShares.ts';
import { AppError } from '../../src/errors.ts';

const shares = (capacity: number, isShared = true) =>
  new FairShares({ capacity, what: 'things', whenFull: 'drop_parties_full', isShared });

/** Takes until it is refused. Returns how many it got and the kind of the refusal. */
function takeAll(from: FairShares, address: string): [got: number, kind: string] {
  for (let got = 0; ; got++) {
    try {
      from.take(`${address} ${got}`, address);
    } catch (error) {
      return [got, (error as AppError).kind];
    }
  }
}

describe('fair shares', () => {
  it('[SHARE-1] give one address half, two a third each, and a newcomer something', () => {
    assert.deepEqual(takeAll(shares(100), '192.0.2.1'), [50, 'share_used_up']);
    const two = shares(99);
    for (let i = 0; i < 33; i++) for (const address of ['192.0.2.1', '192.0.2.2']) two.take(`${address} ${i}`, address);
    for (const address of ['192.0.2.1', '192.0.2.2'])
      assert.throws(() => two.take(`${address} 33`, address), { kind: 'share_used_up' });
    two.take('new', '192.0.2.3');
  });

  it('[SHARE-1] refuse no address that holds nothing while anything is left, and never exceed the capacity', () => {
    const taker = record({ address: integer({ min: 1, max: 9 }), release: boolean() });
    assertProperty(
      property(integer({ min: 1, max: 20 }), array(taker, { maxLength: 200 }), (capacity, steps) => {
        const shared = shares(capacity);
        const held = new Map<string, number>();
        for (const [i, { address, release }] of steps.entries()) {
          const [oldest] = held;
          if (release && oldest) {
            shared.release(oldest[0]);
            held.delete(oldest[0]);
          }
          const own = [...held.values()].filter((holder) => holder === address).length;
          const left = capacity - held.size;
          const take = () => shared.take(String(i), `192.0.2.${address}`);
          if (left <= 0) assert.throws(take, { kind: 'drop_parties_full' });
          else if (own >= left) assert.throws(take, { kind: 'share_used_up' });
          else {
            take();
            held.set(String(i), address);
          }
          assert.equal(shared.size, held.size);
        }
      }),
    );
  });

  it('[SHARE-1] count the addresses of one IPv6 network together, and what is kept from before a restart for nobody', () => {
    const shared = shares(6);
    shared.keep('old');
    shared.take('a', '2001:db8::1');
    shared.take('b', '2001:db8::2');
    shared.take('c', '2001:db8::3');
    assert.throws(() => shared.take('d', '2001:db8::4'), { kind: 'share_used_up' });
    shared.release('a');
    shared.take('d', '2001:db8::4');
  });

  it('hand a thing over to whoever takes it, and leave it with its holder if that is refused', () => {
    const shared = shares(2);
    shared.take('a', '192.0.2.1');
    shared.take('a', '192.0.2.2');
    assert.equal(shared.size, 1);
    shared.take('b', '192.0.2.1');
    assert.throws(() => shared.take('b', '192.0.2.2'), { kind: 'share_used_up' });
    assert.equal(shared.size, 2);
  });

  it('without limits stop only at the capacity', () => {
    assert.deepEqual(takeAll(shares(100, false), '192.0.2.1'), [100, 'drop_parties_full']);
  });
});
