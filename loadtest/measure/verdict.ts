/** What a measured value must be. At least one of the two. */
export type Bounds = { atLeast?: number; atMost?: number };

/**
 * What is wrong, in words: each measured value that is outside its bounds, and each that has bounds but was not measured. NaN is
 * outside any bounds.
 */
export function faultsOf(measured: Record<string, number>, bounds: Record<string, Bounds>): string[] {
  return Object.entries(bounds).flatMap(([what, { atLeast = -Infinity, atMost = Infinity }]) => {
    const value = measured[what];
    if (value === undefined || Number.isNaN(value)) return [`${what}: not measured`];
    if (value < atLeast) return [`${what}: ${shown(value)} is less than ${atLeast}`];
    return value > atMost ? [`${what}: ${shown(value)} is more than ${atMost}`] : [];
  });
}

function shown(value: number): string {
  return value < 10 ? value.toPrecision(2) : value.toFixed(0);
}
