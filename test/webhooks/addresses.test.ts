import assert from 'node:assert/strict';
import { readEnv } from '../../src/config/env.ts';
import { receiversCheck } from '../../src/webhooks/receivers-check.ts';
import { isPublicAddress, literalAddress, post, type PostOptions } from '../../src/webhooks/post.ts';
import { TestReceiver } from './TestReceiver.ts';

const MESSAGE = { headers: {}, body: '{}' };
const GUARDED: PostOptions = { allowPrivate: false, timeoutMs: 2_000, signal: new AbortController().signal };

describe('webhook addresses', () => {
  let receiver: TestReceiver;
  before(async () => {
    receiver = await TestReceiver.start();
  });
  after(() => receiver.stop());

  it('[HOOK-5] addresses in special ranges are not public', () => {
    const special =
      '0.0.0.0 10.1.2.3 100.64.0.1 100.127.255.255 127.0.0.1 127.255.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8 192.168.1.1 ' +
      '192.31.196.1 192.52.193.1 192.175.48.1 198.18.0.1 203.0.113.9 224.0.0.1 255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1 fc00::1 fd00:ec2::254 ' +
      'fe80::1 fe80::1%br-lan fec0::1 ff02::1 ::7f00:1 4000::1 2001::1 2001:db8::1 2002:7f00:1:: 2620:4f:8000::1 localhost';
    for (const address of special.split(' ')) assert.equal(isPublicAddress(address), false, address);
    const open =
      '1.1.1.1 8.8.8.8 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 192.167.0.1 198.20.0.1 2606:4700::1111 2a00:1450::1';
    for (const address of open.split(' ')) assert.equal(isPublicAddress(address), true, address);
  });

  it('[HOOK-5] every notation of a private address is recognised', () => {
    const ways = ['127.1', '2130706433', '0x7f.1', '017700000001', '[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]'];
    for (const way of ways) assert.equal(isPublicAddress(literalAddress(new URL(`http://${way}/`))!), false, way);
    assert.equal(literalAddress(new URL('http://localhost/')), null);
  });

  it('[HOOK-5] nothing is sent to a private address or to a name that resolves to one', async () => {
    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]']) {
      const url = new URL(`http://${host}:${receiver.port}/`);
      await assert.rejects(post(url, MESSAGE, GUARDED), /private or special address/, host);
    }
    assert.equal(receiver.received.length, 0);
    const allowed = await post(new URL(`http://localhost:${receiver.port}/`), MESSAGE, {
      ...GUARDED,
      allowPrivate: true,
    });
    assert.equal(allowed.status, 204);
  });

  it('[HOOK-5] a private address in WEBHOOK_URLS stops the start and is named by its place', async () => {
    const env = readEnv({ WEBHOOK_URLS: receiver.address() });
    assert.throws(() => receiversCheck(env), {
      name: 'OperatorError',
      message: 'WEBHOOK_URLS: address 1: must not be a private or special address unless WEBHOOK_ALLOW_PRIVATE is true',
    });
  });
});
