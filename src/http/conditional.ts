import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import fresh from 'fresh';
import { PASSING_TIME_FIELDS } from '../protocol/drop-party-answers.ts';
import type { ListText } from './lists/list-text.ts';

/** Answers the body, or 304 to a client that has it already. The ETag is weak: it leaves out the fields that change as time passes. */
export function sendUnlessFresh(request: Request, response: Response, body: object): void {
  const lasting = JSON.stringify(body, (key, value: unknown) => (PASSING_TIME_FIELDS.has(key) ? undefined : value));
  const etag = `W/"${createHash('sha256').update(lasting).digest('base64url').slice(0, 22)}"`;
  response.set({ ETag: etag, 'Cache-Control': 'no-cache' });
  if (!isFresh(request, response, etag)) response.json(body);
}

/** As `sendUnlessFresh`, for the text of a list whose tag is known. */
export function sendListUnlessFresh(request: Request, response: Response, { tag, text }: ListText): void {
  const etag = `W/"${tag}"`;
  response.set({ ETag: etag, 'Cache-Control': 'no-cache' });
  if (!isFresh(request, response, etag)) response.type('json').send(text());
}

/**
 * Answers a body that has a version, or 304 to a client that has it already. The ETag is the version, so that it can be sent as
 * `If-Match`; what else the answer depends on (who asks) is in the address or in `Vary`.
 */
export function sendVersion(request: Request, response: Response, version: number, body: object): void {
  tagVersion(response, version);
  response.vary('Authorization').set('Cache-Control', 'private, no-cache');
  if (!isFresh(request, response, response.get('ETag')!)) response.json(body);
}

/** Sets the ETag to the version, for the `If-Match` of the client's next write. */
export function tagVersion(response: Response, version: number): void {
  response.set('ETag', `"${version}"`);
}

/** Whether the client has it already, and then answers 304. */
function isFresh(request: Request, response: Response, etag: string): boolean {
  // The request's Cache-Control is ignored: fetch adds `no-cache` whenever it sends If-None-Match, and would never get a 304.
  if (!fresh({ 'if-none-match': request.get('If-None-Match') }, { etag })) return false;
  response.status(304).end();
  return true;
}
