import { decode } from '@colyseus/schema';

type Convert = (reflection: Uint8Array) => Uint8Array;

/**
 * A JOIN_ROOM frame as the 0.17 line has it: it ends with the reflection, whose length is not said, and has no sections after it.
 * On a reconnect there is none. All other frames are alike in both lines. Throws where the frame is none of Colyseus 0.18, or
 * what `convert` throws.
 */
export function joinRoomV17(frame: Uint8Array, convert: Convert): Uint8Array {
  const end = { offset: afterText(frame, afterText(frame, 1)) };
  const head = frame.subarray(0, end.offset);
  const length = decode.number(frame, end);
  const reflection = frame.subarray(end.offset, end.offset + length);
  if (reflection.length !== length) throw new Error(`the frame has no ${length} bytes of reflection`);
  return length === 0 ? head : Buffer.concat([head, convert(reflection)]);
}

/** Where a text ends whose length is in the byte before it: the reconnection token, the serializer's id. */
function afterText(frame: Uint8Array, offset: number): number {
  return offset + 1 + (frame[offset] ?? 0);
}

/** Converts the same bytes once. Of more than `max` reflections, the one that was converted first is forgotten. */
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
