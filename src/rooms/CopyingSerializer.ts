import { type Client, Protocol, SchemaSerializer, type Serializer } from '@colyseus/core';
import type { Schema } from '@colyseus/schema';

/**
 * What all rooms encode into: one at a time, and every frame is copied out of it. With Colyseus's default of two buffers of 16 KB per
 * room, the state of a busy lobby or the patch of 100 changed parties would be encoded twice, with a warning; a larger
 * Encoder.BUFFER_SIZE would cost every room twice that memory. 1 MB holds any lobby twice.
 */
let buffer = new Uint8Array(1024 * 1024);

/**
 * Copies every frame. Colyseus sends views of its buffer, and ws queues them uncopied: a client that reads slowly would get the bytes
 * of later patches in the frames of earlier ones. For states without views: those need what is left in the buffer.
 */
export class CopyingSerializer extends SchemaSerializer<Schema> {
  readonly #write: () => void;

  /** `write` brings the state up to date. It is called before somebody gets it: a room need not write what is overwritten before that. */
  constructor(write = () => {}) {
    super();
    this.#write = write;
  }

  override reset(state: Schema): void {
    this.fullEncodeBuffer = buffer;
    super.reset(state);
    const encoder = this.encoder;
    encoder.sharedBuffer = buffer;
    const encode = encoder.encode.bind(encoder);
    const encodeAll = encoder.encodeAll.bind(encoder);
    encoder.encode = (...args) => encode(...args).slice();
    encoder.encodeAll = (...args) => encodeAll(...args).slice();
  }

  override applyPatches(clients: Client[]): boolean {
    if (clients.length > 0) this.#write();
    return super.applyPatches(clients);
  }

  override getFullState(client?: Client): Uint8Array {
    this.#write();
    buffer[0] = Protocol.ROOM_STATE;
    this.fullEncodeBuffer = buffer;
    const bytes = super.getFullState(client);
    if (bytes.length * 2 > buffer.length) buffer = new Uint8Array(bytes.length * 4);
    return bytes;
  }
}

/**
 * Makes its encoder when the first client needs it: the encoder costs more than all else of a room that nobody watches. The state
 * must not change before that again and again, because changes that no encoder takes pile up.
 */
export class LazySerializer implements Serializer<Schema> {
  readonly id = 'schema';
  #state!: Schema;
  #serializer: CopyingSerializer | undefined;

  reset(state: Schema): void {
    this.#state = state;
    this.#serializer = undefined;
  }

  handshake(): Uint8Array {
    return this.#made().handshake();
  }

  getFullState(client?: Client): Uint8Array {
    return this.#made().getFullState(client);
  }

  applyPatches(clients: Client[]): boolean {
    return this.#serializer?.applyPatches(clients) ?? false;
  }

  #made(): CopyingSerializer {
    if (!this.#serializer) {
      this.#serializer = new CopyingSerializer();
      this.#serializer.reset(this.#state);
      // What the state holds by now is not a change: the client gets it whole.
      this.#serializer.applyPatches([]);
    }
    return this.#serializer;
  }
}
