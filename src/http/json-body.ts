import express, { type RequestHandler } from 'express';
import { AppError } from '../errors.ts';
import { REFUSED_BYTES_MAX } from '../protocol/limits.ts';

/**
 * Reads a JSON body of any shape; undefined without one. Refuses `unsupported_media_type`, `malformed_json`,
 * `body_too_large`. Compressed bodies are refused: a few bytes could unpack to gigabytes.
 */
export function jsonBody(bytesMax: number): RequestHandler[] {
  return [
    requireJson,
    limitBody(bytesMax),
    express.json({ limit: bytesMax, strict: false, inflate: false, type: () => true }),
  ];
}

// The parser has a limit too, but it reads the whole body before refusing it.
function limitBody(bytesMax: number): RequestHandler {
  return (request, _response, next) => {
    const length = Number(request.headers['content-length'] ?? NaN);
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

const JSON_TYPE = /^application\/json\s*(?:;|$)/i;

const requireJson: RequestHandler = ({ headers }, _response, next) => {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  if (hasBody && !JSON_TYPE.test(headers['content-type'] ?? '')) {
    const sent = headers['content-type'];
    const message = sent === undefined ? 'but the request has no Content-Type' : `not as ${sent.slice(0, 60)}`;
    throw new AppError('unsupported_media_type', `the body must be sent as application/json, ${message}`);
  }
  next();
};
