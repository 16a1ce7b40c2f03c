/** GP as the game writes it: 950, 38k, 1.2M, 45B; always rounded down, as the game does. */
export function gp(value: number): string {
  if (value > EXACT_MAX) return `>${gp(EXACT_MAX)}`;
  const unit = UNITS.find(({ of }) => value >= of);
  if (!unit) return String(value);
  // One decimal below ten of a unit; the game never shows more. Whole numbers all the way, so that no rounding creeps in.
  const tenths = (value - (value % (unit.of / 10))) / (unit.of / 10);
  return `${tenths < 100 ? tenths / 10 : Math.floor(tenths / 10)}${unit.letter}`;
}

/** GP in full: 1,234,567 GP. */
export function exactGp(value: number): string {
  return value > EXACT_MAX ? `more than ${exactGp(EXACT_MAX)}` : `${DIGITS.format(value)} GP`;
}

/** A count in full: 12,345. */
export function count(value: number): string {
  return DIGITS.format(value);
}

/** GP as somebody types it: 750000, 750,000, 500k, 1.2M, 3b. Undefined where it is no whole amount from 0 to 2^53-1. */
export function parseGp(text: string): number | undefined {
  const [, digits, decimals = '', letter] =
    /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?([kmbt]?)(?:\s*gp)?$/i.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  const power = letter ? 3 + 3 * 'kmbt'.indexOf(letter.toLowerCase()) : 0;
  const shifted = decimals.replace(/0+$/, '');
  if (shifted.length > power) return undefined;
  // As text, because 0.1 times anything is inexact.
  const value = Number(digits.replaceAll(',', '') + shifted.padEnd(power, '0'));
  return value <= EXACT_MAX ? value : undefined;
}

/** The shortest of what `parseGp` reads as exactly this: 500000 is 500k, 1234567 is 1234567. */
export function typedGp(value: number): string {
  const unit = UNITS.find(({ of }) => value >= of && value % (of / 10) === 0);
  return unit ? `${value / unit.of}${unit.letter}` : String(value);
}

/** Above it a total is inexact: a few absurd reports add up to that. */
const EXACT_MAX = Number.MAX_SAFE_INTEGER;

/** The page is in English, and so are its numbers: `1.2M` beside `1.234.567` would mislead. */
const DIGITS = new Intl.NumberFormat('en');

const UNITS = [
  { of: 1e12, letter: 'T' },
  { of: 1e9, letter: 'B' },
  { of: 1e6, letter: 'M' },
  { of: 1e3, letter: 'k' },
] as const;
