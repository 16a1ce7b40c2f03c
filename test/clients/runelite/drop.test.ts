import assert from 'node:assert/strict';
import { reportSchema } from '../../../src/protocol/drop-reports.ts';
import type { Plugin, PlayedDrop } from './Plugins.ts';
import { Stage, usePlugins } from './stage.ts';

const INT_MAX = 2_147_483_647;
const BONES = { world: 444, item_id: 526, item_name: 'Bones', quantity: 1, value: 50 };
const TILED = { ...BONES, plane: 0, x: 3_164, y: 3_486 };

describe('A drop of a RuneLite plugin', () => {
  const stage = new Stage();
  let plugin: Plugin;
  beforeEach(async () => {
    plugin = await stage.open();
  });

  const isFaulty = (drop: PlayedDrop) => !reportSchema.safeParse(drop).success;

  it('is taken within the bounds that the server has, and refused beyond them', async () => {
    const cases: PlayedDrop[] = [
      ...[0, 1, 65_535, 65_536, -1, INT_MAX].map((world) => ({ ...BONES, world })),
      ...[-1, 0, INT_MAX, -INT_MAX].map((item_id) => ({ ...BONES, item_id })),
      ...[-1, 0, 1, INT_MAX].map((quantity) => ({ ...BONES, quantity })),
      ...[-1, 0, 2 ** 53 - 1, 2 ** 53].map((value) => ({ ...BONES, value })),
      ...['', '   ', 'a'.repeat(128), 'a'.repeat(129), '💀'.repeat(128), '💀'.repeat(129)].map(named),
      ...['a\nb', 'a\u0000b', 'a\u007fb', 'a\u200bb', 'a\u2028b', 'a\ufffdb', 'a\ud83d', '\udc80a'].map(named),
      ...[' Bones ', 'Caf\u00e9 "au" \\ lait', 'a\u00a0b'].map(named),
      ...[-1, 0, 3, 4].map((plane) => ({ ...TILED, plane })),
      ...[-1, 0, 16_383, 16_384].flatMap((at) => [
        { ...TILED, x: at },
        { ...TILED, y: at },
      ]),
      ...[-1, 0, INT_MAX].map((tick) => ({ ...BONES, tick })),
      ...[-1, 0, 6_000, 6_001].flatMap((ticks) => [
        { ...BONES, despawns_in: ticks },
        { ...BONES, public_in: ticks },
      ]),
      ...['pvp', 'a', '_a', '9', '', 'PVP', 'high_risk2', 'a'.repeat(32), 'a'.repeat(33), 'a b'].map((world_type) => ({
        ...BONES,
        world_type,
      })),
    ];
    const taken = await plugin.report(...cases);
    for (const [i, drop] of cases.entries()) assert.equal(taken[i], !isFaulty(drop), JSON.stringify(drop));
    const faulty = cases.filter(isFaulty).length;
    assert.ok(faulty > 20 && faulty < cases.length - 20);
    const { refused, queued, rejections } = await plugin.state();
    assert.deepEqual([refused, queued, rejections.length], [faulty, cases.length - faulty, faulty]);
  });

  it('is refused with the reason', async () => {
    await plugin.report({ ...BONES, world: 0 }, { ...BONES, quantity: -5 }, { ...BONES, value: -1 });
    await plugin.report({ ...BONES, item_name: null }, { ...TILED, x: 70_000 }, { ...BONES, world_type: 'PVP' });
    const { rejections, lastError } = await plugin.state();
    assert.deepEqual(rejections, [
      'Bones: world must be from 1 to 65535, not 0',
      'Bones: quantity must be from 1 to 2147483647, not -5',
      'Bones: value must be from 0 to 9007199254740991, not -1',
      ': item_name must not be empty',
      'Bones: x must be from 0 to 16383, not 70000',
      'Bones: world_type must be 1 to 32 of a to z, 0 to 9 and _, a letter first, not PVP',
    ]);
    assert.equal(lastError, rejections.at(-1)!.slice('Bones: '.length));
  });

  it('is sent with the fields that were set, and no others', async () => {
    const whole = { ...TILED, tick: 4_711, despawns_in: 200, public_in: 0, world_type: 'members' };
    await plugin.report(BONES, whole);
    await plugin.close();
    assert.deepEqual(stage.stub.sent[0]!.reports, [BONES, whole]);
  });

  it('is worth quantity times price, beyond the range of an int', async () => {
    await plugin.report({ ...BONES, quantity: 65_536, price: 65_536 }, { ...BONES, quantity: INT_MAX, price: 1_000 });
    assert.deepEqual(await plugin.report({ ...BONES, quantity: INT_MAX, price: INT_MAX }), [false]);
    assert.deepEqual(await plugin.report({ ...BONES, quantity: 2, price: -1 }), [false]);
    await plugin.close();
    assert.deepEqual(
      stage.stub.sent[0]!.reports.map(({ value }) => value),
      [2 ** 32, INT_MAX * 1_000],
    );
  });

  it('has its name escaped in JSON', async () => {
    const names = [
      'Quote " and \\ backslash / slash',
      "Iban's staff (u)",
      'Skull 💀 and \u00e9\u4e2d',
      '{"reports":[]}',
      '\\u0041 stays as it is',
    ];
    await plugin.report(...names.map(named));
    await plugin.close();
    assert.deepEqual(
      stage.stub.sent[0]!.reports.map(({ item_name }) => item_name),
      names,
    );
  });
});

describe('The JSON code of the RuneLite reporter', () => {
  const plugins = usePlugins();

  const ask = async (how: 'quote' | 'reread', text: string) =>
    (await plugins.ask<{ text: unknown }>({ do: how, text })).text;

  it('quotes every string so that it is read back unchanged', async () => {
    const everyUnit = Array.from({ length: 0x2_00 }, (_, unit) => String.fromCharCode(unit)).join('');
    const texts = [
      everyUnit,
      '',
      '"',
      '\\',
      '\u2028\u2029\ufeff',
      '💀',
      '\ud83d',
      '\udc80',
      'a\ud83d"',
      '\udc80\ud83d',
      '\u0000',
    ];
    for (const text of texts) assert.equal(await ask('quote', text), text, JSON.stringify(text));
  });

  it('reads valid JSON', async () => {
    for (const text of [
      '{}',
      '[]',
      '""',
      '0',
      '-1.5e3',
      'true',
      'null',
      ' [ 1 , {"a" : [ ] } ] ',
      '"\\u00e9\\ud83d\\udc80\\/\\b\\f\\n\\r\\t\\"\\\\"',
      '{"a":{"b":[null,false]}}',
    ]) {
      assert.deepEqual(await ask('reread', text), JSON.parse(text), text);
    }
  });

  it('rejects invalid JSON', async () => {
    for (const text of [
      '',
      ' ',
      '{',
      '[1,]',
      '{"a"}',
      '{"a":1,}',
      '{a:1}',
      '01',
      '1.',
      '+1',
      '.5',
      'nul',
      'truex',
      '[1] 2',
      '"',
      '"\\x"',
      '"\\u12"',
      '"\\u12g4"',
      '"a\nb"',
      "'a'",
      '[1 2]',
      ',',
      `${'['.repeat(18)}${']'.repeat(18)}`,
    ]) {
      await assert.rejects(ask('reread', text), /IllegalArgumentException: expected/, text);
    }
  });
});

function named(item_name: string): PlayedDrop {
  return { ...BONES, item_name };
}
