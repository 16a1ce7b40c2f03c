import { MIMEType, TextDecoder } from 'node:util';
import type { Request, RequestHandler, Response } from 'express';
import { AppError } from '../errors.ts';
import { REFUSED_BYTES_MAX } from '../protocol/limits.ts';

/**
 * Reads a JSON body of any shape; undefined without one, even if headers announce one: HTTP clients send a type or chunks without
 * content. Refuses `unsupported_media_type`, `malformed_json`, `body_too_large`. Compressed bodies are refused: a few bytes could
 * unpack to gigabytes.
 */
export function jsonBody(bytesMax: number): RequestHandler {
  return async (request, response, next) => {
    const body = await readBody(request, response, bytesMax);
    if (body.length > 0) request.body = parseJson(body, request);
    next();
  };
}

/**
 * Not by body-parser, which reads the whole of a body that is too large before it refuses it, and takes two thirds of the time of express
 * itself.
 */
function readBody(request: Request, response: Response, bytesMax: number): Promise<Buffer> {
  const { 'content-length': length, expect } = request.headers;
  return new Promise((resolve, reject) => {
    const refuse = () => reject(new AppError('body_too_large', `the body may have at most ${bytesMax} bytes`));
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      const before = bytes;
      bytes += chunk.length;
      if (bytes <= bytesMax) chunks.push(chunk);
      // Once: the rest may come byte by byte, and an error takes longer than a byte.
      else if (before <= bytesMax) refuse();
      if (bytes > bytesMax + REFUSED_BYTES_MAX) request.socket.destroy();
    });
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    if (Number(length ?? NaN) > bytesMax) refuse();
    // Only now, so that a client that asks first does not send what is refused.
    else if (expect !== undefined) response.writeContinue();
  });
}

/** `application/json`, the older `text/json`, and formats that are JSON underneath, such as `application/vnd.api+json`. */
const JSON_TYPE = /^(?:application|text)\/json$|\+json$/;

function parseJson(body: Buffer, { headers }: Request): unknown {
  if (!/^identity$/i.test(headers['content-encoding'] ?? 'identity'))
    throw new AppError('unsupported_media_type', 'the body must not be compressed');
  const decoder = decoderOf(headers['content-type']);
  try {
    return JSON.parse(decoder.decode(body)) as unknown;
  } catch (error) {
    throw new AppError('malformed_json', `the body is not JSON: ${(error as Error).message}`, { cause: error });
  }
}

const UTF_8 = new TextDecoder();

/** Knows all names of UTF-8, `UTF8` among them. Refuses `unsupported_media_type`. */
function decoderOf(contentType: string | undefined): TextDecoder {
  if (contentType === 'application/json') return UTF_8;
  const type = mimeTypeOf(contentType);
  if (!type || !JSON_TYPE.test(type.essence)) {
    const sent =
      contentType === undefined ? 'but the request has no Content-Type' : `not as ${contentType.slice(0, 60)}`;
    throw new AppError('unsupported_media_type', `the body must be sent as application/json, ${sent}`);
  }
  try {
    const decoder = new TextDecoder(type.params.get('charset') ?? 'utf-8');
    if (decoder.encoding.startsWith('utf-')) return decoder;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new AppError('unsupported_media_type', 'the body must be in UTF-8');
}

function mimeTypeOf(contentType = ''): MIMEType | null {
  try {
    return new MIMEType(contentType);
  } catch {
    return null;
  }
}
