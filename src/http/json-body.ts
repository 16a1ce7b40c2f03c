import express, { type RequestHandler } from 'express';
import { AppError } from '../domain/errors.ts';

/**
 * Reads a JSON body of any shape, undefined where there is none. Refuses `unsupported_media_type`, `malformed_json`,
 * `body_too_large`. Compressed bodies are refused: a few bytes could unpack to gigabytes.
 */
export function jsonBody(bytesMax: number): RequestHandler[] {
  return [requireJson, express.json({ limit: bytesMax, strict: false, inflate: false, type: () => true })];
}

const JSON_TYPE = /^application\/json\s*(?:;|$)/i;

const requireJson: RequestHandler = ({ headers }, _response, next) => {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  if (hasBody && !JSON_TYPE.test(headers['content-type'] ?? '')) {
    const sent = headers['content-type'];
    const message = sent === undefined ? 'and the request names no Content-Type' : `not as ${sent.slice(0, 60)}`;
    throw new AppError('unsupported_media_type', `the body must be sent as application/json, ${message}`);
  }
  next();
};
