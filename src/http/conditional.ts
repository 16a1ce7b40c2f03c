import type { Request, Response } from 'express';
import fresh from 'fresh';
import { tagOf } from './lists/row-json.ts';
import { sendJson, sendText } from './send-text.ts';

/**
 * Answers the body, or 304 to a client that has it already. The ETag is weak: it is that of what lasts of the body, which leaves out the
 * fields that change as time passes.
 */
export function sendUnlessFresh(request: Request, response: Response, body: object, lasting = body): void {
  const text = JSON.stringify(lasting);
  const whole = () => Buffer.from(lasting === body ? text : JSON.stringify(body));
  sendTagged(request, response, tagOf(text), whole);
}

/** As `sendUnlessFresh`, with a tag that is known, and a body that is made only if it is sent. */
export function sendTagged(request: Request, response: Response, tag: string, body: () => Buffer): void {
  const etag = `W/"${tag}"`;
  response.setHeader('ETag', etag).setHeader('Cache-Control', 'no-cache');
  if (isFresh(request, response, etag)) return;
  sendText(response, 'application/json', body());
}

/**
 * Answers a body that has a version, or 304 to a client that has it already. The ETag is the version, so that it can be sent as
 * `If-Match`; what else the answer depends on (who asks) is in the address or in `Vary`.
 */
export function sendVersion(request: Request, response: Response, version: number, body: object): void {
  tagVersion(response, version);
  response.vary('Authorization').set('Cache-Control', 'private, no-cache');
  if (!isFresh(request, response, response.get('ETag')!)) sendJson(response, body);
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
