import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

/** A request that is being handled. `id` is the trace id of its `traceparent`, or one of ours in the same form. */
export type RequestContext = { id: string };

/** The request on whose behalf the current code runs. What a request only happens to start, such as a room, must run by `exit`. Rule: [OPS-3]. */
export const requestContext = new AsyncLocalStorage<RequestContext>();

/** Version, trace id, parent id and flags of W3C Trace Context. Versions after 00 may have more fields. */
const TRACEPARENT = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}(-.*)?$/;

const ZEROS = /^0+$/;

/** The trace id of a valid `traceparent`, so that the logs of client, proxy and server can be joined; otherwise a new one. */
export function requestIdOf(traceparent: string | undefined): string {
  const [, version, traceId, parentId, more] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || ZEROS.test(traceId) || ZEROS.test(parentId!)) return newId();
  return version === 'ff' || (version === '00' && more) ? newId() : traceId;
}

function newId(): string {
  return randomUUID().replaceAll('-', '');
}
