import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Request, Response } from 'express';

type Encoding = 'br' | 'gzip';

const COMPRESS: Record<Encoding, (bytes: Buffer) => Promise<Buffer>> = {
  // The highest quality takes seconds for a bundle of megabytes, and saves little.
  br: (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (bytes) => promisify(gzip)(bytes),
};

/** In order of preference. */
const ENCODINGS = ['br', 'gzip'] as const;

/** Smaller content is not worth compressing. */
const COMPRESSED_BYTES_MIN = 1024;

/**
 * Content that is the same for everybody, served from memory. It is compressed once, because compressing it costs more than
 * any other answer. No file is opened for a request: its stream would stay open if the response never reached the socket.
 */
export class StaticContent {
  readonly #type: string;
  readonly #bytes: Buffer;
  readonly #etag: string;
  readonly #compressed = new Map<Encoding, Promise<Buffer>>();

  /** `type`: a file extension or a media type. */
  constructor(type: string, bytes: Buffer) {
    this.#type = type;
    this.#bytes = bytes;
    // Weak, because it is the same for all encodings.
    this.#etag = `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  }

  async send(request: Request, response: Response): Promise<void> {
    const isCompressible = this.#bytes.length >= COMPRESSED_BYTES_MIN && !this.#type.endsWith('png');
    const encoding = isCompressible ? ENCODINGS.find((name) => request.acceptsEncodings(name)) : undefined;
    response.vary('Accept-Encoding').type(this.#type).set('ETag', this.#etag);
    if (encoding !== undefined) response.set('Content-Encoding', encoding);
    response.send(encoding === undefined ? this.#bytes : await this.#compress(encoding));
  }

  #compress(encoding: Encoding): Promise<Buffer> {
    let compressed = this.#compressed.get(encoding);
    if (!compressed) this.#compressed.set(encoding, (compressed = COMPRESS[encoding](this.#bytes)));
    return compressed;
  }
}

/** Loads at the first use, once for all who ask meanwhile. A failure is not kept: the next use tries again. */
export function loadedOnce<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | null = null;
  const forget = (error: unknown) => {
    loading = null;
    throw error;
  };
  return () => (loading ??= load().catch(forget));
}
