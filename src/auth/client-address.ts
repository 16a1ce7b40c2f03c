import type { IncomingMessage } from 'node:http';
import { isIP, SocketAddress } from 'node:net';
import ipaddr from 'ipaddr.js';
import proxyAddr from 'proxy-addr';

/** Groups of an IPv6 address that identify a client: it owns its whole /64. */
const IPV6_KEY_GROUPS = 4;

/** `hop` is 0 for the peer of the socket and grows towards the client. The form that Express's `trust proxy` takes. */
export type IsTrustedProxy = (address: string, hop: number) => boolean;

/** Reads TRUST_PROXY. Some proxies write a port behind the addresses in X-Forwarded-For, which is ignored here. */
export function trustedProxies(setting: string | undefined): IsTrustedProxy {
  const isTrusted = proxyAddr.compile(setting?.split(',').map((item) => item.trim()) ?? []);
  return (address, hop) => isTrusted(plainAddress(address), hop);
}

/** The key of the client that sent the request: the socket's peer or, behind trusted proxies, the address they forward. */
export function clientKey(request: IncomingMessage, isTrusted: IsTrustedProxy): string {
  return addressKey(proxyAddr(request, isTrusted));
}

/** Identifies one client: its IPv4 address, however it is written, or the /64 of its IPv6 address. Anything else is its own key. */
export function addressKey(address: string | undefined): string {
  const plain = plainAddress(address);
  if (isIP(plain) !== 6) return plain;
  const ip = ipaddr.process(plain);
  if (ip instanceof ipaddr.IPv4) return ip.toString();
  const groups = ip.parts.slice(0, IPV6_KEY_GROUPS).map((group) => group.toString(16));
  return `${groups.join(':')}/64`;
}

/** Without a port, brackets or a zone: `1.2.3.4:5678` is `1.2.3.4`, `[::1]:80` is `::1`, `fe80::1%eth0` is `fe80::1`. */
function plainAddress(address = ''): string {
  // Nearly all are plain already, and SocketAddress.parse throws inside for IPv6 ones, which is slow.
  const withoutPort =
    isIP(address) === 0 ? (SocketAddress.parse(address)?.address ?? withoutBrackets(address)) : address;
  return withoutPort.replace(/%.*$/, '');
}

function withoutBrackets(address: string): string {
  return address.replace(/^\[(.*?)\].*$/, '$1');
}
