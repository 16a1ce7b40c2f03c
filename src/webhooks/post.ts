import { lookup } from 'node:dns';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

export type Message = { headers: Record<string, string>; body: string };

/** `retryAfter` is the text of the Retry-After header, `body` the beginning of a refusal's body if it is asked for. */
export type WebhookAnswer = { status: number; retryAfter: string | undefined; body: string };

export type PostOptions = { allowPrivate: boolean; timeoutMs: number; signal: AbortSignal; readsRefusal?: boolean };

/** Characters of a refusal that are read. Discord's has about 50. */
const REFUSAL_LENGTH_MAX = 1_024;

/** The only IPv6 addresses that are routed. ipaddr.js counts unallocated ones as unicast too, and `::127.0.0.1`. */
const GLOBAL_UNICAST_6 = ipaddr.IPv6.parseCIDR('2000::/3');

class PrivateAddressError extends Error {
  constructor() {
    super('it has a private or special address, and WEBHOOK_ALLOW_PRIVATE is not true');
  }
}

/**
 * Sends the message and resolves to the answer. Rejects if none comes in time or the address is not allowed. Redirects are not followed, because they could lead anywhere. `fetch` cannot check the address that it
 * connects to, so this is `node:http`. Rule: [HOOK-3], [HOOK-5].
 */
export async function post(url: URL, { headers, body }: Message, options: PostOptions): Promise<WebhookAnswer> {
  const { allowPrivate, timeoutMs, signal, readsRefusal = false } = options;
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
    const { statusCode: status = 0, headers } = response;
    const answer = { status, retryAfter: headers['retry-after'] };
    if (readsRefusal && status >= 400)
      return void beginningOf(response).then((text) => resolve({ ...answer, body: text }));
    resolve({ ...answer, body: '' });
    response.destroy();
  });
  request.end(body);
  return promise;
}

/** Why `post` rejected. Only texts that cannot contain the URL: messages of network errors may. Rule: [HOOK-7]. */
export function failureReason(error: unknown): string {
  if (!(error instanceof Error)) return 'it failed';
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'it did not answer in time';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

async function beginningOf(response: IncomingMessage): Promise<string> {
  let text = '';
  try {
    for await (const chunk of response.setEncoding('utf8')) {
      text += String(chunk);
      if (text.length >= REFUSAL_LENGTH_MAX) break;
    }
  } catch {
    // It was cut short, and the status is an answer all the same.
  }
  return text;
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
