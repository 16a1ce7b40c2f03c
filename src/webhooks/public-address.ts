import { lookup as resolve } from 'node:dns';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';

/** IANA's special-purpose IPv4 addresses, and multicast. */
const SPECIAL_4 = new BlockList();
for (const range of [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]) {
  const [network = '', bits] = range.split('/');
  SPECIAL_4.addSubnet(network, Number(bits), 'ipv4');
}

/** All but 2000::/3, which is what is routed; and of that what wraps an IPv4 address (6to4, Teredo) or documents. */
const SPECIAL_6 = new BlockList();
for (const range of ['::/3', '4000::/2', '8000::/1', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']) {
  const [network = '', bits] = range.split('/');
  SPECIAL_6.addSubnet(network, Number(bits), 'ipv6');
}

/** Of an IP address. IPv4 within IPv6, such as ::ffff:8.8.8.8, is not public: nothing needs it. */
export function isPublicAddress(address: string): boolean {
  return isIPv6(address) ? !SPECIAL_6.check(address, 'ipv6') : !SPECIAL_4.check(address, 'ipv4');
}

export class PrivateAddressError extends Error {
  constructor() {
    super('it is a private or special address, and WEBHOOK_ALLOW_PRIVATE is not true');
  }
}

/** The IP address that an address names itself; null for a host name. The URL parser has made one form of all ways to write it. */
export function literalAddress({ hostname }: URL): string | null {
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(address) === 0 ? null : address;
}

/** What a connection looks its host name up with: so what was checked is what is connected to, whatever DNS says a moment later. */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, []);
    if (!addresses.every(({ address }) => isPublicAddress(address))) return callback(new PrivateAddressError(), []);
    if (options.all) return callback(null, addresses);
    const [first] = addresses;
    callback(null, first!.address, first!.family);
  });
};
