import { exactGp, gp } from './gp-notation.ts';

type Totals = { total_value: number; confirmed_value: number };

/** In words, what of a claimed total is confirmed; empty if all of it is. */
export function confirmedWords(
  { total_value, confirmed_value }: Totals,
  notation: typeof gp | typeof exactGp = gp,
): string {
  if (confirmed_value === total_value) return '';
  return confirmed_value === 0 ? 'unconfirmed' : `${notation(confirmed_value)} confirmed`;
}

/** In words, whether to believe a drop; empty if it is confirmed. */
export function doubtAbout({ confirmed, suspect }: { confirmed: boolean; suspect: boolean }): string {
  if (confirmed) return '';
  return suspect ? 'unconfirmed, odd price' : 'unconfirmed';
}
