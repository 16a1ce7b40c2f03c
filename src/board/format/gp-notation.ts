/** GP in the game's notation, rounded down as in the game: 950, 38k, 1.2M, 45B. */
export function gp(value: number): string {
  if (value > EXACT_MAX) return `>${gp(EXACT_MAX)}`;
  const unit = UNITS.find(({ of }) => value >= of);
  if (!unit) return String(value);
  // One decimal below ten of a unit, as in the game. Only whole numbers are divided, so no rounding error creeps in.
  const tenths = (value - (value % (unit.of / 10))) / (unit.of / 10);
  return `${tenths < 100 ? tenths / 10 : Math.floor(tenths / 10)}${unit.letter}`;
}

/** The exact amount: 1,234,567 GP. */
export function exactGp(value: number): string {
  return value > EXACT_MAX ? `more than ${exactGp(EXACT_MAX)}` : `${DIGITS.format(value)} GP`;
}

/** An exact count: 12,345. */
export function count(value: number): string {
  return DIGITS.format(value);
}

/** A count with its noun: 1 drop, 12 drops, 2 parties. */
export function counted(value: number, one: string, several = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : several}`;
}

/** How much a drop is worth, from 0 for little to 4 for a fortune, as the game's own item colours have it. */
export function worth(value: number): 0 | 1 | 2 | 3 | 4 {
  if (value >= 10_000_000) return 4;
  if (value >= 1_000_000) return 3;
  if (value >= 100_000) return 2;
  return value >= 10_000 ? 1 : 0;
}

/** Reads GP as people type it: 750000, 750,000, 500k, 1.2M, 3b. Undefined unless it is a whole amount from 0 to 2^53-1. */
export function parseGp(text: string): number | undefined {
  const [, digits, decimals = '', letter] =
    /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?([kmbt]?)(?:\s*gp)?$/i.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  const power = letter ? 3 + 3 * 'kmbt'.indexOf(letter.toLowerCase()) : 0;
  const shifted = decimals.replace(/0+$/, '');
  if (shifted.length > power) return undefined;
  // Shifts the decimals as text, because multiplying 0.1 is inexact.
  const value = Number(digits.replaceAll(',', '') + shifted.padEnd(power, '0'));
  return value <= EXACT_MAX ? value : undefined;
}

/** The shortest text that `parseGp` reads as exactly this amount: 500k for 500000, 1234567 for 1234567. */
export function typedGp(value: number): string {
  const unit = UNITS.find(({ of }) => value >= of && value % (of / 10) === 0);
  return unit ? `${value / unit.of}${unit.letter}` : String(value);
}

/** Above this a total is inexact. It takes only a few absurd reports to get there. */
const EXACT_MAX = Number.MAX_SAFE_INTEGER;

/** Always English, like the page: `1.234.567` next to `1.2M` would mislead. */
const DIGITS = new Intl.NumberFormat('en');

const UNITS = [
  { of: 1e12, letter: 'T' },
  { of: 1e9, letter: 'B' },
  { of: 1e6, letter: 'M' },
  { of: 1e3, letter: 'k' },
] as const;
