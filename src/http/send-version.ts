import type { Request, Response } from 'express';
import fresh from 'fresh';

/**
 * Answers what has a version, or 304 to who has it already. The ETag is the version, so that it is good for `If-Match`; what else
 * the answer depends on, who asks, is in the address or in `Vary`.
 */
export function sendVersion(request: Request, response: Response, version: number, body: object): void {
  tagVersion(response, version);
  response.vary('Authorization').set('Cache-Control', 'private, no-cache');
  const etag = response.get('ETag')!;
  // Without the request's Cache-Control, as in sendUnlessFresh.
  if (fresh({ 'if-none-match': request.get('If-None-Match') }, { etag })) return void response.status(304).end();
  response.json(body);
}

/** Gives the version to answer the next write with. */
export function tagVersion(response: Response, version: number): void {
  response.set('ETag', `"${version}"`);
}
