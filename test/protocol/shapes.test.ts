import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { z } from 'zod';
import { dropPartySchema, worldValueSchema } from '../../src/protocol/drop-parties.ts';
import { memberDungeonPartySchema, publicDungeonPartySchema } from '../../src/protocol/dungeon-parties.ts';
import { sessionSchema } from '../../src/protocol/dungeon-sessions.ts';
import { exampleOf, timeField, toRest } from '../../src/protocol/shapes.ts';

const SHAPES: Record<string, z.ZodObject> = {
  'a drop party': dropPartySchema,
  'a world': worldValueSchema,
  'a dungeon party': publicDungeonPartySchema,
  'a dungeon party for members': memberDungeonPartySchema,
  'a session': sessionSchema,
};

describe('shapes', () => {
  for (const [name, schema] of Object.entries(SHAPES)) {
    it(`the example of ${name} fits its schema, and REST shows the view behind it as zod would`, () => {
      const example = exampleOf(schema);
      const view = z.encode(schema, example);
      assert.deepEqual(toRest(schema)(view), example);
      assert.deepEqual(toRest(schema)(view), z.decode(schema, view));
    });
  }

  it('REST shows no field of a view that its schema does not have', () => {
    const schema = z.object({ id: z.int(), tile: z.object({ x: z.int() }).nullable() });
    const view = { id: 1, secret: 2, tile: { x: 3, secret: 4 } };
    assert.deepEqual(toRest(schema)(view), { id: 1, tile: { x: 3 } });
  });

  it('REST leaves out optional fields that are absent, and keeps null', () => {
    const schema = z.object({ at: timeField('').optional(), ended_at: timeField('').nullable() });
    assert.deepEqual(toRest(schema)({ ended_at: null }), { ended_at: null });
  });

  it('times are written as Date writes them, in any order of days', () => {
    const toJson = toRest(z.object({ at: timeField('') }));
    const time = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) });
    fc.assert(fc.property(time, (at) => assert.equal(toJson({ at }).at, new Date(at).toISOString())));
    for (const at of [0, 86_399_999, 86_400_000, Date.UTC(2024, 1, 29, 23, 59, 59, 999)]) {
      assert.equal(toJson({ at }).at, new Date(at).toISOString());
    }
  });

  it('exampleOf names the field that has no example', () => {
    assert.throws(() => exampleOf(z.object({ party: z.object({ name: z.string() }) })), /\.party\.name/);
  });
});
