import { decode } from '@colyseus/schema';

type Convert = (reflection: Uint8Array) => Uint8Array;

/**
 * Converts a JOIN_ROOM frame of Colyseus 0.18 to 0.17: it ends with the reflection, without its length, and without sections after it.
 * On a reconnect there is no reflection. All other frames are the same in both versions. Throws if this is not a frame of 0.18, and what
 * `convert` throws.
 */
export function joinRoomV17(frame: Uint8Array, convert: Convert): Uint8Array {
  const end = { offset: afterText(frame, afterText(frame, 1)) };
  const head = frame.subarray(0, end.offset);
  const length = decode.number(frame, end);
  const reflection = frame.subarray(end.offset, end.offset + length);
  if (reflection.length !== length) throw new Error(`the frame has no ${length} bytes of reflection`);
  return length === 0 ? head : Buffer.concat([head, convert(reflection)]);
}

/** The end of a string with its length in the first byte: the reconnection token or the serializer's id. */
function afterText(frame: Uint8Array, offset: number): number {
  return offset + 1 + (frame[offset] ?? 0);
}

/** Caches conversions. When there are `max` reflections in the cache, the oldest is evicted. */
export function convertOnce(convert: Convert, max: number): Convert {
  const converted = new Map<string, Uint8Array>();
  return (reflection) => {
    const key = Buffer.from(reflection.buffer, reflection.byteOffset, reflection.byteLength).toString('latin1');
    const known = converted.get(key);
    if (known) return known;
    const made = convert(reflection);
    if (converted.size >= max) converted.delete(converted.keys().next().value!);
    converted.set(key, made);
    return made;
  };
}
