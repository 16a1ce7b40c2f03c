import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { addressKey, clientKey, readableHops, trustedProxies } from '../../src/auth/client-address.ts';

describe('the key of a client address', () => {
  for (const [address, key] of [
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:192.0.2.7', '192.0.2.7'],
    ['::ffff:c000:207', '192.0.2.7'],
    ['192.0.2.7:5678', '192.0.2.7'],
    ['[::ffff:192.0.2.7]:5678', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2/64'],
    ['2001:0DB8:0001:0002::6', '2001:db8:1:2/64'],
    ['[2001:db8:1:2::6]:443', '2001:db8:1:2/64'],
    ['[2001:db8:1:2::6]', '2001:db8:1:2/64'],
    ['2001:db8::1', '2001:db8:0:0/64'],
    ['::1', '0:0:0:0/64'],
    ['[::1]:80', '0:0:0:0/64'],
    ['fe80::1%eth0', 'fe80:0:0:0/64'],
    ['fe80::1%br-lan', 'fe80:0:0:0/64'],
    ['[fe80::1%eth0]:80', 'fe80:0:0:0/64'],
    ['::', '0:0:0:0/64'],
    ['unknown', ''],
    ['_hidden', ''],
    ['192.0.2.7:99999999', ''],
    ['192.0.2.7/24', ''],
    ['user@192.0.2.7', ''],
    ['3221225991', ''],
    ['192.0.2', ''],
    ['[2001:db8::1', ''],
    ['[192.0.2.7]x', ''],
    ['', ''],
  ] as const) {
    it(`of ${address || 'nothing'} is ${key || 'empty'}`, () => assert.equal(addressKey(address), key));
  }

  it('of a socket that has closed is empty', () => assert.equal(addressKey(undefined), ''));
});

describe('the key of a client behind proxies', () => {
  const keyOf = (trustProxy: string | undefined, peer: string, forwardedFor: string) => {
    const request = { headers: { 'x-forwarded-for': forwardedFor }, socket: { remoteAddress: peer } };
    return clientKey(request as unknown as IncomingMessage, trustedProxies(trustProxy));
  };

  it('is that of the peer if no proxy is trusted', () => {
    assert.equal(keyOf(undefined, '::ffff:127.0.0.1', '192.0.2.7'), '127.0.0.1');
    assert.equal(keyOf('10.0.0.0/8', '127.0.0.1', '192.0.2.7'), '127.0.0.1');
  });

  it('is the last address that no trusted proxy has', () => {
    for (const peer of ['127.0.0.1', '::ffff:127.0.0.1', '::1']) {
      assert.equal(keyOf('loopback', peer, '192.0.2.7'), '192.0.2.7');
      assert.equal(keyOf('loopback', peer, '192.0.2.9, 192.0.2.7'), '192.0.2.7');
      assert.equal(keyOf('loopback', peer, '2001:db8:1:2::6'), '2001:db8:1:2/64');
    }
    const chain = '192.0.2.9, 192.0.2.7, 10.1.2.3, fc00::1';
    assert.equal(keyOf('loopback, 10.0.0.0/8, fc00::/7', '127.0.0.1', chain), '192.0.2.7');
  });
});

describe('[AUTH-5] the addresses of an X-Forwarded-For', () => {
  for (const [header, hops] of [
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:4711', '203.0.113.7'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['203.0.113.7:4711,[2001:db8::1], fe80::1%eth0 ', '203.0.113.7, 2001:db8::1, fe80::1'],
    ['unknown, 203.0.113.7', '203.0.113.7'],
    ['198.51.100.1, rubbish, 203.0.113.7:1', '203.0.113.7'],
    ['203.0.113.7, unknown', undefined],
    ['203.0.113.7,', undefined],
    ['', undefined],
  ] as const) {
    it(`"${header}" are ${hops ?? 'none'}`, () => assert.equal(readableHops(header), hops));
  }
});
