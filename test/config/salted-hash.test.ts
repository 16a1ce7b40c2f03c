import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { saltedHash } from '../../src/config/secret.ts';

const MB = 1024 * 1024;

/** A batch of 100 reports has as many characters. */
const LONG = 'x'.repeat(200_000);

function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

describe('the salted hash', () => {
  it('is the same for the same text and salt, whether or not it is remembered', () => {
    const [hash, other] = [saltedHash('a secret'), saltedHash('another')];
    for (const text of ['alice', LONG]) {
      assert.equal(hash(text), hash(text));
      assert.notEqual(hash(text), other(text));
    }
    assert.notEqual(hash('alice'), hash('bob'));
  });

  it('does not remember the contents of requests, which would be gigabytes', () => {
    const hash = saltedHash('a secret');
    const before = heapBytes();
    for (let n = 0; n < 400; n++) hash(`${n} ${LONG}`);
    const grown = heapBytes() - before;
    // 400 texts have 80 MB.
    assert.ok(grown < 20 * MB, `${Math.round(grown / MB)} MB are kept`);
    assert.ok(hash('used until here'));
  });
});
