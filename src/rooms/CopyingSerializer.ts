import { SchemaSerializer, type Client } from '@colyseus/core';
import type { Schema } from '@colyseus/schema';

/**
 * Gives every frame bytes of its own. The encoder answers a view of one buffer that it uses again, and ws queues frames
 * uncopied: a client that reads slowly would get the bytes of later patches in the frames of earlier ones.
 */
export class CopyingSerializer<State extends Schema> extends SchemaSerializer<State> {
  /** A full state of more than `stateBytes` is encoded twice, with a warning; of every room that much memory is used. */
  constructor(stateBytes: number) {
    super();
    this.fullEncodeBuffer = new Uint8Array(stateBytes);
  }

  override reset(state: State): void {
    super.reset(state);
    const encoder = this.encoder;
    const encode = encoder.encode.bind(encoder);
    const encodeAll = encoder.encodeAll.bind(encoder);
    encoder.encode = (...args) => encode(...args).slice();
    encoder.encodeAll = (...args) => encodeAll(...args).slice();
  }

  override getFullState(client?: Client): Uint8Array {
    const bytes = super.getFullState(client);
    if (bytes.length * 2 > this.fullEncodeBuffer.length) this.#grow(bytes.length * 4);
    return bytes;
  }

  #grow(length: number): void {
    const grown = new Uint8Array(length);
    grown.set(this.fullEncodeBuffer);
    this.fullEncodeBuffer = grown;
  }
}
