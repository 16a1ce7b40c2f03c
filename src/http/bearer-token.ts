import type { Request } from 'express';

/** The token of `Authorization: Bearer …` (RFC 6750), or undefined. */
export function bearerToken(request: Request): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.get('Authorization') ?? '')?.[1];
}
