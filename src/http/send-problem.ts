import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../observability/Metrics.ts';
import { routeOf } from '../observability/RequestObserver.ts';
import { problemOf } from '../protocol/problem.ts';
import { ERROR_PAGE_POLICY, errorPage } from './error-page.ts';
import { sendText } from './send-text.ts';

/**
 * The path below which the client sees this server, empty or such as `/muster`. The header is there only if a trusted proxy sent it
 * and it is well-formed: src/main/request-head.ts.
 */
export type PrefixOf = (request: Request) => string;

export function prefixFrom(publicAddress: string | undefined): PrefixOf {
  const { pathname = '/' } = publicAddress === undefined ? {} : new URL(`http://${publicAddress}`);
  const configured = pathname === '/' ? '' : pathname;
  return ({ headers }) => (headers['x-forwarded-prefix'] as string | undefined) ?? configured;
}

function sendProblem(request: Request, response: Response, error: AppError, prefix: string): void {
  if (error.retryAfterSeconds !== undefined) response.set('Retry-After', String(error.retryAfterSeconds));
  const problem = problemOf(error, prefix);
  response.status(problem.status).vary('Accept').setHeader('Cache-Control', 'no-store');
  if (!wantsPage(request)) return sendText(response, 'application/problem+json', JSON.stringify(problem));
  response.setHeader('Content-Security-Policy', ERROR_PAGE_POLICY);
  sendText(response, 'text/html', errorPage(problem, prefix));
}

/** Whether a person is looking: browsers ask for a page before all else, and programs for JSON or for anything. */
function wantsPage(request: Request): boolean {
  return ['GET', 'HEAD'].includes(request.method) && request.accepts(['json', 'html']) === 'html';
}

export function handleErrors(
  { log, metrics }: { log: Log; metrics: Pick<Metrics, 'refusals' | 'faults'> },
  prefixOf: PrefixOf,
): ErrorRequestHandler {
  // Express recognises an error handler by its four parameters.
  return (thrown: unknown, request, response, _next) => {
    const error = asAppError(thrown);
    metrics.refusals.inc({ route: routeOf(request), kind: error.kind });
    // One of a room has been counted there.
    if (error.kind === 'internal' && !(thrown instanceof AppError)) metrics.faults.inc();
    if (error.kind === 'internal')
      log.error({ err: thrown, method: request.method, path: request.path }, 'a request failed');
    if (response.headersSent) return void response.destroy();
    sendProblem(request, response, error, prefixOf(request));
  };
}

/** For requests that no route matches. */
export function refuseUnknownPath(prefixOf: PrefixOf): RequestHandler {
  return (request) => {
    // Throws for a malformed escape, which is answered 400 on every other path.
    decodeURIComponent(request.path);
    const prefix = prefixOf(request);
    throw new AppError('not_found', `there is nothing at ${prefix}${request.path.slice(0, 100)}; see ${prefix}/docs`);
  };
}

/** Unknown errors are logged, and their text is not sent. */
function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof URIError) return new AppError('bad_request', 'the address has a malformed percent-encoding');
  return new AppError('internal', undefined, { cause: thrown });
}
