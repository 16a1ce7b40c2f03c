import { isIPv6 } from 'node:net';

/** IPv4 in IPv6's clothes, as sockets that listen on both give it. */
const MAPPED_IPV4 = /^::ffff:(?=\d+\.)/i;

/** What one client can be told by: its IPv4 address, or the /64 of its IPv6 address, of which one client has all. */
export function addressKey(address: string | undefined): string {
  const plain = (address ?? '').replace(MAPPED_IPV4, '');
  return isIPv6(plain) ? `${prefix64(plain)}/64` : plain;
}

function prefix64(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('::', 2);
  const left = groups(head);
  const missing = tail === undefined ? 0 : 8 - left.length - groups(tail).length;
  const all = [...left, ...Array.from({ length: Math.max(missing, 0) }, () => '0'), ...groups(tail ?? '')];
  return all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}

function groups(text: string): string[] {
  return text === '' ? [] : text.split(':');
}
