import assert from 'node:assert/strict';
import { span, spanInWords } from '../../src/board/format/time.ts';

describe('Durations on the page', () => {
  it('are shown in their largest unit, rounded down', () => {
    const known: [ms: number, short: string, words: string][] = [
      [-1_500, '0s', '0 seconds'],
      [0, '0s', '0 seconds'],
      [999, '0s', '0 seconds'],
      [1_000, '1s', '1 second'],
      [59_999, '59s', '59 seconds'],
      [60_000, '1m', '1 minute'],
      [299_999, '4m', '4 minutes'],
      [3_600_000, '1h', '1 hour'],
      [3 * 86_400_000, '3d', '3 days'],
    ];
    for (const [ms, short, words] of known) {
      assert.equal(span(ms), short);
      assert.equal(spanInWords(ms), words);
    }
  });
});
