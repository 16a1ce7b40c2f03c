import { type Client, Protocol, SchemaSerializer } from '@colyseus/core';
import type { Schema } from '@colyseus/schema';

/**
 * What all rooms encode into: one at a time, and every frame is copied out of it. With Colyseus's default of two buffers of 16 KB per
 * room, the state of a busy lobby or the patch of 100 changed parties would be encoded twice, with a warning; a larger
 * Encoder.BUFFER_SIZE would cost every room twice that memory. 1 MB holds a lobby of 1,000 parties.
 */
let buffer = new Uint8Array(1024 * 1024);

/**
 * Copies every frame. Colyseus sends views of its buffer, and ws queues them uncopied: a client that reads slowly would get the bytes
 * of later patches in the frames of earlier ones. For states without views: those need what is left in the buffer.
 */
export class CopyingSerializer extends SchemaSerializer<Schema> {
  override reset(state: Schema): void {
    super.reset(state);
    const encoder = this.encoder;
    encoder.sharedBuffer = buffer;
    const encode = encoder.encode.bind(encoder);
    const encodeAll = encoder.encodeAll.bind(encoder);
    encoder.encode = (...args) => encode(...args).slice();
    encoder.encodeAll = (...args) => encodeAll(...args).slice();
  }

  override getFullState(client?: Client): Uint8Array {
    buffer[0] = Protocol.ROOM_STATE;
    this.fullEncodeBuffer = buffer;
    const bytes = super.getFullState(client);
    if (bytes.length * 2 > buffer.length) buffer = new Uint8Array(bytes.length * 4);
    return bytes;
  }
}
