import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { useNetDriver } from './NetDriver.ts';

const INVALID = [
  '',
  ' ',
  'nul',
  'nope',
  '<html>',
  '{"a":1',
  '{"a":1,}',
  '{a:1}',
  "{'a':1}",
  '{"a"}',
  '{"a":1}x',
  '{"a":1 "b":2}',
  '[',
  '[1,]',
  '[1 2]',
  '[,1]',
  '01',
  '--1',
  '+1',
  '1.',
  '.5',
  '1e',
  '1e+',
  'NaN',
  'Infinity',
  '"a',
  '"\\x"',
  '"\\u12g4"',
  '"\\u 123"',
  '"\\u-123"',
  '"\\u12',
  '"tab\t"',
  '"line\n"',
  '\uFEFF1',
  `${'['.repeat(65)}${']'.repeat(65)}`,
];

/** The platform's own reader throws for some of these. */
const VALID = [
  '{"__type":5}',
  '{"__type":{"a":[]}}',
  '"\\ud83d\\ud83d\\ude00"',
  '"\\ude00\\ud83d"',
  '"\uffff\ufffe\u2028\u007f"',
  '"\\u0000\\b\\f\\n\\r\\t\\/"',
  '{"":{"a b":1,"a:b":2,"\\u0000":3}}',
  '{"a":1,"a":2}',
  ' [ 1 , -0.5 , 1E+5 , 1e-7 , 123456789012345678901234567890 ] ',
  `${'['.repeat(64)}${']'.repeat(64)}`,
];

describe('The JSON code of the Unity package', () => {
  const driver = useNetDriver();

  /** The texts, parsed and written again by C#; null for what it takes for invalid. */
  const rewritten = (texts: string[]) => driver.do<(string | null)[]>({}, 'local.parse', texts);

  async function assertSame(texts: string[]): Promise<void> {
    const again = await rewritten(texts);
    for (const [i, text] of texts.entries()) assert.deepEqual(JSON.parse(again[i]!), JSON.parse(text), text);
  }

  it('reads and writes JSON as JavaScript does', async () => {
    await assertSame(VALID);
    await assertSame(fc.sample(fc.json({ stringUnit: 'binary', maxDepth: 6 }), 1_500));
    await assertSame(
      fc.sample(fc.jsonValue({ stringUnit: 'grapheme' }), 500).map((value) => JSON.stringify(value, null, 2)),
    );
  });

  it('rejects invalid JSON', async () => {
    assert.deepEqual(
      await rewritten(INVALID),
      INVALID.map(() => null),
    );
  });

  it('rejects the same texts as JavaScript after random changes of a character', async () => {
    const changed = fc
      .sample(
        fc.tuple(fc.json({ maxDepth: 3 }), fc.nat(), fc.string({ unit: 'binary', minLength: 0, maxLength: 1 })),
        1_500,
      )
      .map(([text, at, by]) => text.slice(0, at % text.length) + by + text.slice((at % text.length) + 1));
    const again = await rewritten(changed);
    for (const [i, text] of changed.entries()) assert.equal(again[i] !== null, isJson(text), text);
  });

  it('keeps all digits of numbers', async () => {
    const digits = '[9223372036854775807,0.1000,1e400,-0]';
    assert.deepEqual(await rewritten([digits]), [digits]);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
