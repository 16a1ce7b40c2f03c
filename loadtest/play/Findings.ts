import { type Bounds, faultsOf, percentile } from '../measure/figures.ts';

/** Errors that a verdict quotes. The rest are only counted. */
const QUOTED_MAX = 10;

/** Milliseconds that a percentile may take, and the longest of all. */
export type Limits = { p50?: number; p99?: number; max?: number };

/** What a load test saw: how long things took, and what went wrong. */
export class Findings {
  readonly #waits = new Map<string, number[]>();
  readonly #errors = new Map<string, number>();
  readonly #found = new Map<string, { value: number; atMost: number }>();

  /** Something took so many milliseconds. */
  took(what: string, ms: number): void {
    const waits = this.#waits.get(what);
    if (waits) waits.push(ms);
    else this.#waits.set(what, [ms]);
  }

  /** Something has this value, whatever its unit, and may have at most another. */
  found(what: string, value: number, atMost = Infinity): void {
    this.#found.set(what, { value, atMost });
  }

  failed(what: string, error: unknown): void {
    const text = `${what}: ${error instanceof Error ? error.message : String(error)}`;
    this.#errors.set(text, (this.#errors.get(text) ?? 0) + 1);
  }

  /** Measures the work. Its error is noted, and it then resolves to undefined. */
  async timed<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
    const began = performance.now();
    try {
      const result = await work();
      this.took(what, performance.now() - began);
      return result;
    } catch (error) {
      this.failed(what, error);
    }
  }

  /** The percentiles of everything, what was found, the errors, and whether that is within the limits: all of them times `slack`. */
  verdict(limits: Record<string, Limits>, slack: number): { text: string; passed: boolean } {
    const measured: Record<string, number> = {};
    const lines: string[] = [];
    for (const [what, waits] of this.#waits) {
      const [p50, p95, p99, max] = [0.5, 0.95, 0.99, 1].map((share) => percentile(waits, share)) as [
        number,
        ...number[],
      ];
      measured[`${what}, p50 ms`] = p50;
      measured[`${what}, p99 ms`] = p99!;
      measured[`${what}, max ms`] = max!;
      const times = `p50 ${p50.toFixed(1)} ms, p95 ${p95!.toFixed(1)} ms, p99 ${p99!.toFixed(1)} ms, max ${max!.toFixed(0)} ms`;
      lines.push(`${what.padEnd(28)} ${String(waits.length).padStart(7)}: ${times}`);
    }
    const bounds: Record<string, Bounds> = {};
    for (const [what, { value, atMost }] of this.#found) {
      measured[what] = value;
      bounds[what] = { atMost: atMost * slack };
      lines.push(`${what.padEnd(28)} ${value.toFixed(1).padStart(7)}`);
    }
    for (const [what, limit] of Object.entries(limits))
      for (const [part, ms] of Object.entries(limit)) bounds[`${what}, ${part} ms`] = { atMost: ms * slack };
    const faults = [...this.#quoted(), ...faultsOf(measured, bounds)];
    lines.push(...faults.map((fault) => `FAULT ${fault}`), faults.length === 0 ? 'passed' : 'failed');
    return { text: lines.join('\n'), passed: faults.length === 0 };
  }

  #quoted(): string[] {
    const errors = [...this.#errors].map(([text, count]) => `${count} x ${text}`);
    const more = errors.length - QUOTED_MAX;
    return more > 0 ? [...errors.slice(0, QUOTED_MAX), `${more} more kinds of errors`] : errors;
  }
}
