import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import fresh from 'fresh';
import { PASSING_TIME_FIELDS } from '../protocol/drop-party-answers.ts';

/**
 * Answers the body, or 304 to who has it already. The ETag is of the content without what the mere passing of time changes,
 * and so a weak one.
 */
export function sendUnlessFresh(request: Request, response: Response, body: object): void {
  const lasting = JSON.stringify(body, (key, value: unknown) => (PASSING_TIME_FIELDS.has(key) ? undefined : value));
  const etag = `W/"${createHash('sha256').update(lasting).digest('base64url').slice(0, 22)}"`;
  response.set({ ETag: etag, 'Cache-Control': 'no-cache' });
  // Without the request's Cache-Control: fetch adds `no-cache` to every If-None-Match it is given, and would never see a 304.
  if (fresh({ 'if-none-match': request.get('If-None-Match') }, { etag })) return void response.status(304).end();
  response.json(body);
}
