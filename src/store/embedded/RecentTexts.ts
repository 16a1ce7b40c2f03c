import {
  ANSWER_KEPT_MS,
  ANSWERS_BYTES_MAX,
  ANSWERS_MAX,
  SESSION_KEPT_MS,
  SESSIONS_KEPT_BYTES_MAX,
  SESSIONS_KEPT_MAX,
} from '../limits.ts';
import type { LogLine } from './SegmentedLog.ts';

/** How long something is remembered, in milliseconds, and how much of it at most; the oldest goes first. */
export type Memory = { keptMs: number; countMax: number; bytesMax: number };

export const ANSWERS_KEPT: Memory = { keptMs: ANSWER_KEPT_MS, countMax: ANSWERS_MAX, bytesMax: ANSWERS_BYTES_MAX };

export const SESSIONS_KEPT: Memory = {
  keptMs: SESSION_KEPT_MS,
  countMax: SESSIONS_KEPT_MAX,
  bytesMax: SESSIONS_KEPT_BYTES_MAX,
};

/** What is remembered for a while, as the text that is stored: small, and nobody can change what was given. */
export class RecentTexts {
  readonly #memory: Memory;
  /** In order of remembering, so that the oldest come first. */
  readonly #kept = new Map<string, LogLine>();
  #bytes = 0;
  /** Not in the archive yet. */
  #fresh: LogLine[] = [];

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** `at` is in epoch milliseconds. */
  add(id: string, at: number, value: unknown): void {
    const line = { at, text: JSON.stringify(value) };
    this.#fresh.push(line);
    this.restore(id, line);
  }

  /** From the archive, the oldest first. */
  restore(id: string, line: LogLine): void {
    this.#forget(id);
    this.#kept.set(id, line);
    this.#bytes += Buffer.byteLength(line.text);
    const { keptMs, countMax, bytesMax } = this.#memory;
    for (const [oldest, { at }] of this.#kept) {
      if (line.at - at < keptMs && this.#kept.size <= countMax && this.#bytes <= bytesMax) break;
      this.#forget(oldest);
    }
  }

  has(id: string): boolean {
    return this.#kept.has(id);
  }

  /** JSON, or undefined where nothing is remembered any more. */
  find(id: string, now: number): string | undefined {
    const line = this.#kept.get(id);
    return line && now - line.at < this.#memory.keptMs ? line.text : undefined;
  }

  get fresh(): LogLine[] {
    return [...this.#fresh];
  }

  /** The first `count` fresh ones are in the archive now. */
  settle(count: number): void {
    this.#fresh = this.#fresh.slice(count);
  }

  #forget(id: string): void {
    const line = this.#kept.get(id);
    if (!line) return;
    this.#kept.delete(id);
    this.#bytes -= Buffer.byteLength(line.text);
  }
}
