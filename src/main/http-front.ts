import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { AppError } from '../domain/errors.ts';
import { BODY_BYTES_MAX } from '../domain/limits.ts';
import { HTTP_STATUS } from '../protocol/error-table.ts';

/** A host name or address, with an optional port. */
const HOST = /^(?:[\w.-]+|\[[\da-fA-F:.]+\])(?::\d{1,5})?$/;

/**
 * Stands in front of everything: hands `/matchmake/` to Colyseus, once it is sure that Colyseus survives it, and all else
 * straight to `app`, which Colyseus's router would slow down. Call when the server listens and Colyseus's listener is there.
 */
export function putInFront(server: Server, app: RequestListener): void {
  const colyseus = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (!isWellFormed(request))
      return refuse(response, new AppError('bad_request', 'the Host header or the address is malformed'));
    if (!request.url!.startsWith('/matchmake/')) return app(request, response);
    const fault = matchmakeFault(request);
    if (fault) return refuse(response, fault);
    delete request.headers['x-forwarded-proto'];
    for (const listener of colyseus) listener(request, response);
  });
}

/** Colyseus builds a URL of Host and address in a function nobody awaits: where that throws, the process ends. */
function isWellFormed({ headers, url }: IncomingMessage): boolean {
  return HOST.test(headers.host ?? '') && url!.startsWith('/') && URL.canParse(`http://${headers.host}${url}`);
}

/** Colyseus reads bodies of any size. */
function matchmakeFault({ method, headers }: IncomingMessage): AppError | null {
  if (method === 'OPTIONS') return null;
  if (method !== 'POST') return new AppError('method_not_allowed', 'matchmaking takes POST');
  if (headers['transfer-encoding'] !== undefined) return new AppError('length_required');
  if (Number(headers['content-length'] ?? 0) > BODY_BYTES_MAX) {
    return new AppError('body_too_large', `matchmaking options may have ${BODY_BYTES_MAX} bytes`);
  }
  return null;
}

function refuse(response: ServerResponse, { kind, message }: AppError): void {
  const allow = kind === 'method_not_allowed' ? { allow: 'POST, OPTIONS' } : {};
  response.writeHead(HTTP_STATUS[kind], { 'content-type': 'application/json', connection: 'close', ...allow });
  response.end(JSON.stringify({ error: message, kind, code: HTTP_STATUS[kind] }));
}
