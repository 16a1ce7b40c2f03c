import assert from 'node:assert/strict';
import { reportSchema } from '../../../src/protocol/drop-reports.ts';

const WHOLE = { world: 444, item_id: 526, item_name: 'Bones', quantity: 1, value: 100 };

const ALLOWED: [field: string, values: unknown[]][] = [
  ['world', [1, 65_535]],
  ['item_id', [0, 2_147_483_647]],
  ['quantity', [1, 2_147_483_647]],
  ['value', [0, Number.MAX_SAFE_INTEGER]],
  ['item_name', ['x', 'x'.repeat(128)]],
  ['plane', [0, 3]],
];

const REFUSED: [field: string, values: unknown[]][] = [
  ['world', [0, 65_536, 444.5, '444', null]],
  ['item_id', [-1, 2_147_483_648]],
  ['quantity', [0, 2_147_483_648]],
  ['value', [-1, 2 ** 53, 0.5, NaN]],
  ['item_name', ['', '   ', 'x'.repeat(129), 5]],
  ['plane', [-1, 4]],
];

describe('the bounds of a report', () => {
  for (const [field, values] of ALLOWED) {
    it(`[DROP-1] a report’s ${field} may be at either bound`, () => {
      for (const value of values)
        assert.equal(reportSchema.safeParse({ ...WHOLE, [field]: value }).success, true, String(value));
    });
  }

  for (const [field, values] of REFUSED) {
    it(`[DROP-1] a report whose ${field} is out of bounds or of another type is refused, naming the field`, () => {
      for (const value of values) {
        const { error } = reportSchema.safeParse({ ...WHOLE, [field]: value });
        const fields = new Set(error?.issues.map(({ path }) => path.join('.')));
        assert.deepEqual([...fields], [field], String(value));
      }
    });
  }

  it('[DROP-1] a report with half a tile is refused', () => {
    const { error } = reportSchema.safeParse({ ...WHOLE, x: 3_160 });
    assert.deepEqual(
      error?.issues.map(({ path }) => path),
      [['y']],
    );
  });
});
