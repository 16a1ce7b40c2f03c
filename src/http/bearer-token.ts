import type { Request } from 'express';

/** What `Authorization: Bearer …` (RFC 6750) has for a token, were it no good; undefined for another scheme, which a proxy may ask for. */
export function bearerToken(request: Request): string | undefined {
  const bearer = /^Bearer(?: +(.*))?$/i.exec(request.get('Authorization') ?? '');
  return bearer ? (bearer[1] ?? '') : undefined;
}
