import type { Address } from '../address.ts';

/** `name` may be text that somebody sent; `note` says how many, for example; `to` is where the name leads. */
export type BarRow = {
  key: number;
  name: string;
  note: string;
  value: number;
  confirmed: number;
  to?: Partial<Address>;
};

/** The higher confirmed amount first, then the higher claimed one, so that no made-up value leads. */
export function byWorth(one: BarRow, other: BarRow): number {
  return other.confirmed - one.confirmed || other.value - one.value;
}
