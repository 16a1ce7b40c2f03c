import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isPublicAddress, literalAddress, lookupPublic, PrivateAddressError } from './public-address.ts';

export type Message = { headers: Record<string, string>; body: string };

/** `retryAfter` is the header's text. */
export type Answer = { status: number; retryAfter: string | undefined };

export type PostOptions = { allowPrivate: boolean; timeoutMs: number; signal: AbortSignal };

/**
 * Sends, and gives what was answered; the answer's body is not read. Rejects where there is no answer in time. Redirects
 * are answers like others: following one could lead anywhere. `fetch` would not let the address be checked.
 */
export async function post(url: URL, { headers, body }: Message, options: PostOptions): Promise<Answer> {
  const { allowPrivate, timeoutMs, signal } = options;
  const literal = literalAddress(url);
  // An address needs no lookup, so it is never called for one.
  if (!allowPrivate && literal && !isPublicAddress(literal)) throw new PrivateAddressError();
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    // A connection of its own each time: one that is kept was checked when nobody knows.
    agent: false,
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    ...(allowPrivate ? {} : { lookup: lookupPublic }),
  });
  request.on('error', reject);
  request.on('response', (response) => {
    resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] });
    response.destroy();
  });
  request.end(body);
  return promise;
}
