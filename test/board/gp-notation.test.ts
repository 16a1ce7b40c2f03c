import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { exactGp, gp, parseGp, typedGp } from '../../src/board/format/gp-notation.ts';

const anyGp = fc.oneof(
  fc.maxSafeNat(),
  // Close to where the notation changes, which random numbers seldom are.
  fc
    .tuple(fc.nat({ max: 15 }), fc.integer({ min: 1, max: 99 }), fc.integer({ min: -2, max: 2 }))
    .map(([power, times, off]) => Math.min(Math.max(0, times * 10 ** power + off), Number.MAX_SAFE_INTEGER)),
);

describe("GP in the game's notation", () => {
  it('is written as in the game', () => {
    const known: [number, string][] = [
      [0, '0'],
      [950, '950'],
      [999, '999'],
      [1_000, '1k'],
      [1_250, '1.2k'],
      [9_999, '9.9k'],
      [10_000, '10k'],
      [38_052, '38k'],
      [100_000, '100k'],
      [999_999, '999k'],
      [1_000_000, '1M'],
      [1_290_000, '1.2M'],
      [10_000_000, '10M'],
      [2_147_483_647, '2.1B'],
      [999_999_999_999, '999B'],
      [1_500_000_000_000, '1.5T'],
      [Number.MAX_SAFE_INTEGER, '9007T'],
    ];
    for (const [value, shown] of known) assert.equal(gp(value), shown);
  });

  it('marks an amount that is too large to be exact', () => {
    assert.equal(gp(2 ** 53), '>9007T');
    assert.equal(exactGp(2 ** 53), 'more than 9,007,199,254,740,991 GP');
    assert.equal(gp(1e30), '>9007T');
  });

  it('is short, and rounded down by less than a tenth', () => {
    fc.assert(
      fc.property(anyGp, (value) => {
        const shown = gp(value);
        assert.match(shown, /^(\d{1,3}|\d(\.[1-9])?[kMBT]|\d{2,3}[kMBT]|\d{4}T)$/);
        const read = parseGp(shown)!;
        assert.ok(read <= value, `${shown} is more than ${value}`);
        assert.ok(value - read < Math.max(1, value / 10), `${shown} is far below ${value}`);
      }),
    );
  });

  it('never shows a smaller amount as a larger one', () => {
    fc.assert(
      fc.property(anyGp, anyGp, (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        assert.ok(parseGp(gp(less))! <= parseGp(gp(more))!);
      }),
    );
  });

  it('has an exact form', () => {
    fc.assert(
      fc.property(anyGp, (value) => {
        assert.equal(exactGp(value).replaceAll(',', ''), `${value} GP`);
        assert.equal(parseGp(exactGp(value)), value);
      }),
    );
  });
});

describe('GP as people type it', () => {
  it('is read in all common forms', () => {
    const read: [string, number][] = [
      ['0', 0],
      ['500k', 500_000],
      ['1.2M', 1_200_000],
      [' 1.2m ', 1_200_000],
      ['1.25B', 1_250_000_000],
      ['0.001k', 1],
      ['1.50k', 1_500],
      ['10,000', 10_000],
      ['1,000,000 gp', 1_000_000],
      ['38052GP', 38_052],
      ['2.0', 2],
    ];
    for (const [text, value] of read) assert.equal(parseGp(text), value, text);
  });

  it('is refused if it is not an amount', () => {
    const wrong = ['', 'k', '-5', '1e6', '1.2', '1.2345k', '1,00', '12 34', '1..2M', 'NaN', 'Infinity', '٣k', '9008T'];
    for (const text of wrong) assert.equal(parseGp(text), undefined, text);
  });

  it('is read back as the same amount after being written', () => {
    assert.equal(typedGp(500_000), '500k');
    assert.equal(typedGp(1_200_000), '1.2M');
    assert.equal(typedGp(1_234_567), '1234567');
    fc.assert(fc.property(anyGp, (value) => assert.equal(parseGp(typedGp(value)), value)));
  });
});
