import assert from 'node:assert/strict';
import { addressKey } from '../../src/auth/address-key.ts';

describe('what an address counts as', () => {
  for (const [address, key] of [
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2/64'],
    ['2001:0DB8:0001:0002::6', '2001:db8:1:2/64'],
    ['2001:db8::1', '2001:db8:0:0/64'],
    ['::1', '0:0:0:0/64'],
    ['fe80::1%eth0', 'fe80:0:0:0/64'],
    ['::', '0:0:0:0/64'],
  ] as const) {
    it(`${address} is ${key}`, () => assert.equal(addressKey(address), key));
  }
});
