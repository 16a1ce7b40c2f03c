import { MIMEType, TextDecoder } from 'node:util';
import express, { type Request, type RequestHandler } from 'express';
import { AppError } from '../errors.ts';
import { REFUSED_BYTES_MAX } from '../protocol/limits.ts';

/**
 * Reads a JSON body of any shape; undefined without one, even if headers announce one: HTTP clients send a type or chunks without
 * content. Refuses `unsupported_media_type`, `malformed_json`, `body_too_large`. Compressed bodies are refused: a few bytes could
 * unpack to gigabytes.
 */
export function jsonBody(bytesMax: number): RequestHandler[] {
  return [limitBody(bytesMax), express.raw({ limit: bytesMax, inflate: false, type: () => true }), parseJson];
}

// The parser has a limit too, but it reads the whole body before refusing it.
function limitBody(bytesMax: number): RequestHandler {
  return (request, response, next) => {
    const length = Number(request.headers['content-length'] ?? NaN);
    // Only now, so that a client that asks first does not send what is refused.
    if (request.headers.expect !== undefined && !(length > bytesMax)) response.writeContinue();
    if (length <= bytesMax) return next();
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax + REFUSED_BYTES_MAX) request.socket.destroy();
    });
    if (length > bytesMax) throw new AppError('body_too_large', `the body may have at most ${bytesMax} bytes`);
    next();
  };
}

/** `application/json`, the older `text/json`, and formats that are JSON underneath, such as `application/vnd.api+json`. */
const JSON_TYPE = /^(?:application|text)\/json$|\+json$/;

const parseJson: RequestHandler = (request: Request, _response, next) => {
  const body = request.body as Buffer | undefined;
  request.body = undefined;
  if (body === undefined || body.length === 0) return next();
  const decoder = decoderOf(request.headers['content-type']);
  try {
    request.body = JSON.parse(decoder.decode(body)) as unknown;
  } catch (error) {
    throw new AppError('malformed_json', `the body is not JSON: ${(error as Error).message}`, { cause: error });
  }
  next();
};

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
