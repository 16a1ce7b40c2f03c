import { ANSWER_KEPT_MS, ANSWERS_MAX } from '../../domain/limits.ts';
import type { RememberedAnswer } from '../store.ts';
import type { LogLine } from './SegmentedLog.ts';

/** Remembered answers, as the text that is stored: small, and nobody can change what was given. */
export class Answers {
  /** In order of remembering, so that the oldest come first. */
  readonly #kept = new Map<string, LogLine>();
  /** Not in the archive yet. */
  #fresh: LogLine[] = [];

  add(answer: RememberedAnswer): void {
    this.#fresh.push(this.#keep(answer));
  }

  /** From the archive, the oldest first. */
  restore(answer: RememberedAnswer): void {
    this.#keep(answer);
  }

  recall(ids: string[], now: number): Map<string, RememberedAnswer> {
    const found = new Map<string, RememberedAnswer>();
    for (const id of ids) {
      const kept = this.#kept.get(id);
      if (kept && now - kept.at < ANSWER_KEPT_MS) found.set(id, JSON.parse(kept.text));
    }
    return found;
  }

  get fresh(): LogLine[] {
    return [...this.#fresh];
  }

  /** The first `count` fresh ones are in the archive now. */
  settle(count: number): void {
    this.#fresh = this.#fresh.slice(count);
  }

  #keep(answer: RememberedAnswer): LogLine {
    const line = { at: answer.at, text: JSON.stringify(answer) };
    this.#kept.delete(answer.id);
    this.#kept.set(answer.id, line);
    for (const [id, { at }] of this.#kept) {
      if (answer.at - at < ANSWER_KEPT_MS && this.#kept.size <= ANSWERS_MAX) break;
      this.#kept.delete(id);
    }
    return line;
  }
}
