/** Clients of the 0.17 line are given `ws://host:port/v17`, and put it before every address: whatever is served is served there, too. */
const V17_PATH = '/v17';

/** Not `/v17evil`, and not `//v17`. */
const UNDER_V17 = /^\/v17(?=$|[/?])/;

export function isUnderV17(address: string): boolean {
  return UNDER_V17.test(address);
}

/** The address that is meant. Of `/v17/v17/…` only the first is taken off: nothing is below the second. */
export function withoutV17(address: string): string {
  if (!isUnderV17(address)) return address;
  const rest = address.slice(V17_PATH.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** A seat for a client of the 0.17 line: where its room has a public address, SDKs connect there instead of to what they were given. */
export function seatUnderV17<Seat extends { publicAddress?: string }>(seat: Seat): Seat {
  return seat.publicAddress === undefined ? seat : { ...seat, publicAddress: seat.publicAddress + V17_PATH };
}
