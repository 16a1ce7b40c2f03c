import { BILLION } from '../store/sql/migrations.ts';

/** Figures derived from the values of a drop party's drops, in GP. */
export type DropFigures = {
  total_drops: number;
  /** floor(total / drops). Rule: [DROP-8]. */
  avg_drop: number;
  /** total - avg_drop * total_drops. */
  avg_rest: number;
  median_drop: number;
  /** A bigint, because a few absurd values exceed 2^53 together. */
  total: bigint;
  /** How often each value occurs. */
  drops_by_value: Map<number, number>;
};

/** Computed from the rows alone, independently of how the store keeps its figures. */
export function figuresOf(values: readonly number[]): DropFigures {
  const count = BigInt(values.length);
  const total = values.reduce((sum, value) => sum + BigInt(value), 0n);
  const drops_by_value = new Map<number, number>();
  for (const value of values) drops_by_value.set(value, (drops_by_value.get(value) ?? 0) + 1);
  return {
    total_drops: values.length,
    avg_drop: count === 0n ? 0 : Number(total / count),
    avg_rest: count === 0n ? 0 : Number(total % count),
    median_drop: medianOf(values),
    total,
    drops_by_value,
  };
}

/** What is stored of the total of confirmed drops. */
export function confirmedFiguresOf(values: readonly number[]) {
  const total = values.reduce((sum, value) => sum + BigInt(value), 0n);
  return {
    confirmed_drops: values.length,
    confirmed_billions: Number(total / BigInt(BILLION)),
    confirmed_rest: Number(total % BigInt(BILLION)),
  };
}

/** The middle value, or the floor of the mean of the two middle ones. */
function medianOf(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).toSorted();
  const [lower, upper] = [sorted[(sorted.length - 1) >> 1]!, sorted[sorted.length >> 1]!];
  return Number((BigInt(lower) + BigInt(upper)) / 2n);
}
