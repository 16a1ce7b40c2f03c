import { lookup } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

export type Message = { headers: Record<string, string>; body: string };

/** `retryAfter` is the text of the Retry-After header. */
export type WebhookAnswer = { status: number; retryAfter: string | undefined };

export type PostOptions = { allowPrivate: boolean; timeoutMs: number; signal: AbortSignal };

/** The only IPv6 addresses that are routed. ipaddr.js counts unallocated ones as unicast too, and `::127.0.0.1`. */
const GLOBAL_UNICAST_6 = ipaddr.IPv6.parseCIDR('2000::/3');

class PrivateAddressError extends Error {
  constructor() {
    super('it has a private or special address, and WEBHOOK_ALLOW_PRIVATE is not true');
  }
}

/**
 * Sends the message and resolves to the status; the body of the answer is not read. Rejects if no answer comes in time or the
 * address is not allowed. Redirects are not followed, because they could lead anywhere. `fetch` cannot check the address that it
 * connects to, so this is `node:http`. Rule: [HOOK-3], [HOOK-5].
 */
export async function post(url: URL, { headers, body }: Message, options: PostOptions): Promise<WebhookAnswer> {
  const { allowPrivate, timeoutMs, signal } = options;
  const literal = literalAddress(url);
  // Node looks up no IP address, so `lookupPublic` would not see it.
  if (!allowPrivate && literal && !isPublicAddress(literal)) throw new PrivateAddressError();
  const { promise, resolve, reject } = Promise.withResolvers<WebhookAnswer>();
  const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    // A new connection each time, so that its address has just been checked.
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

/** The IP address in the URL, or null if it has a host name. The URL parser has already normalised notations such as 127.1. */
export function literalAddress({ hostname }: URL): string | null {
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(address) === 0 ? null : address;
}

/** False for every special-purpose address, and for IPv4 within IPv6 such as ::ffff:8.8.8.8, which no receiver needs. Rule: [HOOK-5]. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const ip = ipaddr.parse(address);
  return ip.range() === 'unicast' && (ip instanceof ipaddr.IPv4 || ip.match(GLOBAL_UNICAST_6));
}

/** Resolves the host name for the connection itself, so that DNS cannot answer the check differently from the connection. */
const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    if (!addresses.every(({ address }) => isPublicAddress(address))) return callback(new PrivateAddressError(), []);
    if (options.all) return callback(null, addresses);
    const [first] = addresses;
    callback(null, first!.address, first!.family);
  });
};
