import '../support/property-seed.ts';
import assert from 'node:assert/strict';
import { getMessageBytes, Protocol } from '@colyseus/core';
import { Encoder, Reflection, type Schema, schema, t } from '@colyseus/schema';
import * as fc from 'fast-check';
import { convertOnce, joinRoomV17 } from '../../src/wire-v17/join-room.ts';
import { reflectionV17 } from '../../src/wire-v17/reflection.ts';
import { definitionsOf, RoomV17, silently } from './RoomV17.ts';

type SchemaClass = new () => Schema;

const PRIMITIVES = ['string', 'number', 'boolean', 'int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32'] as const;
const MORE_PRIMITIVES = ['int64', 'uint64', 'float32', 'float64', 'bigint64', 'biguint64'] as const;
const COLLECTIONS = ['array', 'map', 'set', 'collection'] as const;

/** The frame that Colyseus sends when a client joins. */
function joined(state: Schema, sections?: { tag: number; bytes: Uint8Array }[]): Uint8Array {
  return getMessageBytes[Protocol.JOIN_ROOM]('tókên', 'schema', Reflection.encode(new Encoder(state)), sections);
}

function collectionOf(kind: (typeof COLLECTIONS)[number], item: SchemaClass | string) {
  return (t[kind] as typeof t.map)(item as never);
}

/** Classes that extend and refer to earlier ones. The last is the class of the state. */
const definitions = fc.array(
  fc.record({
    parent: fc.option(fc.nat(), { freq: 3 }),
    fields: fc.array(
      fc.record({
        name: fc.string({ unit: 'grapheme', maxLength: 40 }),
        kind: fc.constantFrom('primitive', 'ref', ...COLLECTIONS),
        primitive: fc.constantFrom(...PRIMITIVES, ...MORE_PRIMITIVES),
        item: fc.option(fc.nat()),
      }),
      { maxLength: 12 },
    ),
  }),
  { minLength: 1, maxLength: 6 },
);
type Definitions = typeof definitions extends fc.Arbitrary<infer D> ? D : never;

function stateOf(definitions: Definitions): Schema {
  const classes: SchemaClass[] = [];
  for (const [i, { parent, fields }] of definitions.entries()) {
    const earlier = (n: number | null) => (n === null || i === 0 ? undefined : classes[n % i]);
    const built = fields.map(({ name, kind, primitive, item }, j) => {
      const known = earlier(item);
      const key = `_${i}_${j}_${name}`;
      if (kind === 'primitive' || (kind === 'ref' && !known)) return [key, t[primitive]()];
      if (kind === 'ref') return [key, t.ref(known as never).optional()];
      return [key, collectionOf(kind, known ?? primitive)];
    });
    const base = earlier(parent) as unknown as { extend: typeof schema } | undefined;
    const fieldsOfClass = Object.fromEntries(built) as Record<string, never>;
    classes.push(base ? base.extend(fieldsOfClass, `C${i}`) : schema(fieldsOfClass, `C${i}`));
  }
  return new (classes.at(-1)!)();
}

describe('The handshake at /v17', () => {
  it('of any state is decoded by SDK 0.17 to the same classes and token, whatever sections follow', () => {
    fc.assert(
      fc.property(definitions, fc.uint8Array({ maxLength: 300 }), (definitions, bytes) => {
        const state = stateOf(definitions);
        const client = new RoomV17();
        client.receive(joinRoomV17(joined(state, [{ tag: 1, bytes }]), reflectionV17));
        assert.deepEqual(client.definitions, definitionsOf(new Encoder(state).context.types));
        assert.equal(client.room.reconnectionToken, 'alone:tókên');
        assert.deepEqual(client.sent, [Protocol.JOIN_ROOM], 'acknowledged');
      }),
      { numRuns: 300 },
    );
  });

  it('of a state with 58 long field names and every kind of collection is complete', () => {
    const fields = Array.from({ length: 50 }, (_, i) => [`field_${'x'.repeat(100)}_${i}`, t.string()]);
    const Item = schema({ a: t.string() }, 'Item');
    const each = COLLECTIONS.flatMap((kind) => [
      [`${kind}_of_items`, collectionOf(kind, Item)],
      [`${kind}_of_text`, collectionOf(kind, 'string')],
    ]);
    const Wide = schema({ ...Object.fromEntries(fields), ...Object.fromEntries(each) }, 'Wide');
    const client = new RoomV17();
    client.receive(joinRoomV17(joined(new Wide() as Schema), reflectionV17));
    const wide = client.definitions.find(({ fields }) => 'set_of_text' in fields)!;
    assert.equal(Object.keys(wide.fields).length, 58);
    assert.deepEqual(
      COLLECTIONS.map((kind) => wide.fields[`${kind}_of_text`]),
      COLLECTIONS.map((kind) => `${kind} of string`),
    );
  });

  it('of a reconnect ends after the token and serializer id', () => {
    const client = new RoomV17();
    const State = schema({ a: t.string() }, 'State');
    client.receive(joinRoomV17(joined(new State()), reflectionV17));
    const before = client.definitions;
    const again = getMessageBytes[Protocol.JOIN_ROOM]('next', 'schema', undefined, [
      { tag: 2, bytes: new Uint8Array(9) },
    ]);
    const frame = joinRoomV17(again, reflectionV17);
    assert.deepEqual([...frame], [10, 4, ...Buffer.from('next'), 6, ...Buffer.from('schema')]);
    client.receive(frame);
    assert.deepEqual([client.definitions, client.room.reconnectionToken], [before, 'alone:next']);
  });

  it('breaks SDK 0.17 unless it is converted', () => {
    const State = schema({ a: t.string(), b: t.map('string') }, 'State');
    const frame = joined(new State());
    silently(() => assert.throws(() => new RoomV17().receive(frame), /is not a constructor/));
    const client = new RoomV17();
    client.receive(joinRoomV17(frame, reflectionV17));
    assert.deepEqual(client.definitions, [{ id: 0, fields: { a: 'string', b: 'map of string' } }]);
  });

  it('of a state with a type that 0.17 does not know throws with the name of the field', () => {
    const Quantized = schema({ x: t.quantized({ min: 0, max: 1, bits: 8 }) }, 'Quantized');
    const Item = schema({ a: t.string() }, 'Item');
    const Streaming = schema({ items: t.stream(Item) }, 'Streaming');
    assert.throws(() => joinRoomV17(joined(new Quantized() as Schema), reflectionV17), /field "x": quantized/);
    assert.throws(() => joinRoomV17(joined(new Streaming() as Schema), reflectionV17), /field "items": stream/);
  });

  it('throws if it is cut off at any byte, or invalid', () => {
    const State = schema({ a: t.string() }, 'State');
    const frame = joined(new State());
    for (let length = 1; length < frame.length; length++)
      assert.throws(() => joinRoomV17(frame.subarray(0, length), reflectionV17), `${length} bytes`);
    for (const reflection of [[], [0xff], [0xc1, 0xff, 0xff], [0x80, 0x00]])
      silently(() => assert.throws(() => reflectionV17(Uint8Array.from(reflection)), String(reflection)));
  });
});

describe('The cache of converted reflections', () => {
  it('is keyed by their bytes, and evicts the oldest when it is full', () => {
    const converted: string[] = [];
    const convert = convertOnce((bytes) => {
      converted.push(Buffer.from(bytes).toString());
      return bytes;
    }, 2);
    for (const text of ['a', 'b', 'a', 'b', 'c', 'b', 'a', 'c'])
      assert.equal(Buffer.from(convert(Buffer.from(text))).toString(), text);
    assert.deepEqual(converted, ['a', 'b', 'c', 'a']);
  });
});
