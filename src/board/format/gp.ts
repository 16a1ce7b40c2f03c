/** GP as the game writes it: 950, 38k, 1.2M, 4.5B; always rounded down, as the game does. */
export function gp(value: number): string {
  const unit = UNITS.find(({ from }) => value >= from);
  if (!unit) return String(value);
  const scaled = value / unit.of;
  // One decimal below ten of a unit; the game never shows more.
  const shown = scaled < 10 ? Math.floor(scaled * 10) / 10 : Math.floor(scaled);
  return `${shown}${unit.name}`;
}

const UNITS = [
  { from: 1_000_000_000, of: 1_000_000_000, name: 'B' },
  { from: 1_000_000, of: 1_000_000, name: 'M' },
  { from: 1_000, of: 1_000, name: 'k' },
] as const;
