/** Clients with SDK 0.17 use the endpoint `ws://host:port/v17`, so all their requests have this prefix. Everything is served below it, too. */
const V17_PATH = '/v17';

/** Matches neither `/v17evil` nor `//v17`. */
const UNDER_V17 = /^\/v17(?=$|[/?])/;

export function isUnderV17(address: string): boolean {
  return UNDER_V17.test(address);
}

/** The address without the prefix. Of `/v17/v17/…` only the first is removed, so there is nothing at such an address. */
export function withoutV17(address: string): string {
  if (!isUnderV17(address)) return address;
  const rest = address.slice(V17_PATH.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** A seat for a client with SDK 0.17. If the room has a public address, SDKs connect there and not to their endpoint, so it needs the prefix. */
export function seatUnderV17<Seat extends { publicAddress?: string }>(seat: Seat): Seat {
  return seat.publicAddress === undefined ? seat : { ...seat, publicAddress: seat.publicAddress + V17_PATH };
}
