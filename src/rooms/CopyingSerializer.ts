import { SchemaSerializer } from '@colyseus/core';
import type { Schema } from '@colyseus/schema';

/**
 * Gives every frame bytes of its own. The encoder answers a view of one buffer that it uses again, and ws queues frames
 * uncopied: a client that reads slowly would get the bytes of later patches in the frames of earlier ones.
 */
export class CopyingSerializer<State extends Schema> extends SchemaSerializer<State> {
  override reset(state: State): void {
    super.reset(state);
    const encoder = this.encoder;
    const encode = encoder.encode.bind(encoder);
    const encodeAll = encoder.encodeAll.bind(encoder);
    encoder.encode = (...args) => encode(...args).slice();
    encoder.encodeAll = (...args) => encodeAll(...args).slice();
  }
}
