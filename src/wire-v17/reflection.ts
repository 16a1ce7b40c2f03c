import { Decoder, Encoder, Reflection, type ReflectionField, schema, t } from '@colyseus/schema';

const FieldV17 = schema({ name: t.string(), type: t.string(), referencedType: t.number().optional() }, 'FieldV17');
const TypeV17 = schema({ id: t.number(), extendsId: t.number().optional(), fields: t.array(FieldV17) }, 'TypeV17');
const ReflectionV17 = schema({ types: t.array(TypeV17), rootType: t.number().optional() }, 'ReflectionV17');

const PRIMITIVES = new Set([
  'string',
  'number',
  'boolean',
  ...['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64'],
  ...['float32', 'float64', 'bigint64', 'biguint64'],
]);
const REFERENCES = new Set(['ref', 'array', 'map', 'set', 'collection']);

/**
 * Converts the reflection of a room's state to 0.17. Only collections of primitives differ: 0.18 has a separate field for the item's type,
 * which in 0.17 is part of the type, as in `array:string`. Throws if the state uses a type that 0.17 does not know.
 */
export function reflectionV17(bytes: Uint8Array): Uint8Array {
  const reflection = new Reflection();
  new Decoder(reflection).decode(bytes);
  if (reflection.types.length === 0) throw new Error('the reflection has no types');
  const types = reflection.types.map(
    ({ id, extendsId, fields }) => new TypeV17({ id, extendsId, fields: fields.map(fieldV17) }),
  );
  const end = { offset: 0 };
  const encoder = new Encoder(new ReflectionV17({ types, rootType: reflection.rootType }));
  return encoder.encodeAll(end).slice(0, end.offset);
}

function fieldV17({ name, type, referencedType, childPrimitive }: ReflectionField) {
  const isKnown = childPrimitive
    ? REFERENCES.has(type) && PRIMITIVES.has(childPrimitive)
    : REFERENCES.has(type) || PRIMITIVES.has(type);
  if (!isKnown)
    throw new Error(`the 0.17 protocol has no type for the field "${name}": ${type} ${childPrimitive ?? ''}`);
  return new FieldV17({ name, type: childPrimitive ? `${type}:${childPrimitive}` : type, referencedType });
}
