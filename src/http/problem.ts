import type { ErrorRequestHandler, Response } from 'express';
import { AppError, ERROR_KINDS } from '../domain/errors.ts';
import type { Log } from '../observability/log.ts';
import { HTTP_STATUS } from '../protocol/error-table.ts';

/** RFC 9457 problem+json, plus `error`, a string: all that Unity's HttpException shows. */
export function sendProblem(response: Response, error: AppError): void {
  if (error.retryAfterSeconds !== undefined) response.set('Retry-After', String(error.retryAfterSeconds));
  response.status(HTTP_STATUS[error.kind]).type('application/problem+json');
  response.send(
    JSON.stringify({
      type: `/docs/errors#${error.kind}`,
      title: ERROR_KINDS[error.kind],
      status: HTTP_STATUS[error.kind],
      detail: error.message,
      kind: error.kind,
      error: error.message,
      ...(error.faults ? { errors: error.faults } : {}),
    }),
  );
}

export function handleErrors(log: Log): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (thrown: unknown, request, response, _next) => {
    const error = asAppError(thrown);
    if (error.kind === 'internal')
      log.error({ err: thrown, method: request.method, path: request.path }, 'a request failed');
    if (response.headersSent) return void response.destroy();
    sendProblem(response, error);
  };
}

/** Body-parser's errors carry a `type`; everything unknown is ours to log and nobody else's to read. */
function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const type = thrown instanceof Error && 'type' in thrown ? thrown.type : undefined;
  switch (type) {
    case 'entity.parse.failed':
      return new AppError('malformed_json');
    case 'entity.too.large':
      return new AppError('body_too_large');
    case 'charset.unsupported':
    case 'encoding.unsupported':
      return new AppError('unsupported_media_type', (thrown as Error).message);
    default:
      return new AppError('internal', undefined, { cause: thrown });
  }
}
