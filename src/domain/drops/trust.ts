import { VOUCHERS_MAX } from '../limits.ts';
import type { Drop, Report } from './drop.ts';

/** Whose word a claim is. Null for what the report did not say, or what was not stored yet when it came. */
export type Voucher = { reporter: string | null; source: string | null; key: string | null };

/** What the confirmation of a drop rests on. */
export type Evidence = {
  /** Whose report made the drop. */
  claim: Voucher;
  /** Who agreed with it, each by another source or key, at most VOUCHERS_MAX. */
  vouchers: Voucher[];
  /** An admin confirmed it. */
  approved: boolean;
};

/** Whose word no longer counts, as the hashes that are stored. */
export type Mutes = { reporters: ReadonlySet<string>; sources: ReadonlySet<string> };

export const NOBODY_MUTED: Mutes = { reporters: new Set(), sources: new Set() };

/** Neither value is more than this many times the other: clients look up prices at different times. */
const AGREEING_FACTOR = 2;

export function voucherOf({ reporter, source, key }: Voucher): Voucher {
  return { reporter, source, key };
}

export function isMuted({ reporter, source }: Pick<Voucher, 'reporter' | 'source'>, mutes: Mutes): boolean {
  return (reporter !== null && mutes.reporters.has(reporter)) || (source !== null && mutes.sources.has(source));
}

/** Whether a drop counts as confirmed. Rule: [DROP-15], [DROP-16], [DROP-18]. */
export function isConfirmed(suspect: boolean, { claim, vouchers, approved }: Evidence, mutes: Mutes): boolean {
  if (approved) return true;
  const heard = [claim, ...vouchers].filter((voucher) => !isMuted(voucher, mutes));
  if (heard.some(({ key }) => key !== null)) return true;
  return !suspect && new Set(heard.flatMap(({ source }) => source ?? [])).size >= 2;
}

/** The drop's vouchers with the report's sender, or null if it adds nothing. Rule: [DROP-15]. */
export function vouchersWith(drop: Drop, { claim, vouchers }: Evidence, report: Report): Voucher[] | null {
  if (vouchers.length >= VOUCHERS_MAX || !agrees(drop, report)) return null;
  if (!addsSource(report, claim, vouchers) && !addsKey(report, claim, vouchers)) return null;
  return [...vouchers, voucherOf(report)];
}

/** Where a source is not known, none can be told from it. */
function addsSource({ source }: Report, claim: Voucher, vouchers: Voucher[]): boolean {
  if (source === null || claim.source === null || claim.source === source) return false;
  return vouchers.every((voucher) => voucher.source !== null && voucher.source !== source);
}

function addsKey({ key }: Report, claim: Voucher, vouchers: Voucher[]): boolean {
  return key !== null && claim.key !== key && vouchers.every((voucher) => voucher.key !== key);
}

function agrees(drop: Drop, { item_id, quantity, value }: Report): boolean {
  if (item_id !== drop.item_id || quantity !== drop.quantity) return false;
  return Math.max(value, drop.value) <= Math.min(value, drop.value) * AGREEING_FACTOR;
}

/** Whether the value is too far from the price table's. Rule: [DROP-16]. */
export function isSuspect({ quantity, value, price }: Report, factorMax: number): boolean {
  if (price === null || price === 0) return false;
  const expected = quantity * price;
  return value > expected * factorMax || value * factorMax < expected;
}
