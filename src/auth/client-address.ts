import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import proxyAddr from 'proxy-addr';

/** Groups of an IPv6 address that identify a client: it owns its whole /64. */
const IPV6_KEY_GROUPS = 4;

/** As some proxies write addresses: `1.2.3.4:5678`, `[::1]` or `[::1]:80`. */
const WITH_PORT = /^(?:([\d.]+):\d{1,5}|\[([^\]]+)\](?::\d{1,5})?)$/;

/** `hop` is 0 for the peer of the socket and grows towards the client. The form that Express's `trust proxy` takes. */
export type IsTrustedProxy = (address: string, hop: number) => boolean;

/** Reads TRUST_PROXY. */
export function trustedProxies(setting: string | undefined): IsTrustedProxy {
  const isTrusted = proxyAddr.compile(setting?.split(',').map((item) => item.trim()) ?? []);
  return (address, hop) => isTrusted(plainAddress(address), hop);
}

/**
 * The addresses of an X-Forwarded-For, nearest last, without ports. What is not an address is dropped, with all before it, which is
 * only hearsay: the client is then the nearest address that is left, or the socket's peer if undefined. Rule: [AUTH-5].
 */
export function readableHops(forwardedFor: string): string | undefined {
  const hops = forwardedFor.split(',').map((hop) => plainAddress(hop.trim()));
  return hops.slice(hops.lastIndexOf('') + 1).join(', ') || undefined;
}

/** The key of the client that sent the request: the socket's peer or, behind trusted proxies, the address they forward. */
export function clientKey(request: IncomingMessage, isTrusted: IsTrustedProxy): string {
  return addressKey(proxyAddr(request, isTrusted));
}

/** Identifies one client: its IPv4 address, however it is written, or the /64 of its IPv6 address. Empty for anything else. */
export function addressKey(address: string | undefined): string {
  const plain = plainAddress(address);
  if (isIP(plain) !== 6) return plain;
  const ip = ipaddr.process(plain);
  if (ip instanceof ipaddr.IPv4) return ip.toString();
  const groups = ip.parts.slice(0, IPV6_KEY_GROUPS).map((group) => group.toString(16));
  return `${groups.join(':')}/64`;
}

/** Without a port, brackets or a zone: `1.2.3.4:5678` is `1.2.3.4`, `[::1]:80` is `::1`, `fe80::1%eth0` is `fe80::1`. Empty if it is none. */
function plainAddress(address = ''): string {
  const [, ipv4, ipv6] = WITH_PORT.exec(address) ?? [];
  const bare = ipv4 ?? ipv6 ?? address;
  return isIP(bare) === 0 ? '' : bare.replace(/%.*$/, '');
}
