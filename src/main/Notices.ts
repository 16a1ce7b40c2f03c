import type { OperatorDocument } from '../config/OperatorDocument.ts';
import type { Notice, NoticeSource } from '../protocol/notice.ts';

/** Milliseconds between checks whether the notice has ended. People read it. */
const END_CHECK_MS = 500;

/** The notice in the operator's document. Listeners are told when one is posted, and null when it is cleared or ends. */
export class Notices implements NoticeSource {
  readonly #document: Pick<OperatorDocument, 'settings' | 'onChange'>;
  readonly #now: () => number;
  readonly #listeners = new Set<(notice: Notice | null) => void>();
  #told: string;
  #endCheck: NodeJS.Timeout | undefined;

  /** `now` is epoch milliseconds. */
  constructor(document: Pick<OperatorDocument, 'settings' | 'onChange'>, now: () => number) {
    this.#document = document;
    this.#now = now;
    this.#told = JSON.stringify(this.current());
    document.onChange(() => this.#tell());
    this.#awaitEnd();
  }

  current(): Notice | null {
    const { notice } = this.#document.settings;
    const ends = notice?.until ?? null;
    return ends !== null && ends <= this.#now() ? null : notice;
  }

  follow(listener: (notice: Notice | null) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    clearInterval(this.#endCheck);
  }

  #tell(): void {
    const notice = this.current();
    const news = JSON.stringify(notice);
    if (news === this.#told) return;
    this.#told = news;
    this.#awaitEnd();
    for (const listener of this.#listeners) listener(notice);
  }

  /** An interval: one timeout would end early for an end that is weeks away, and would not follow the server's clock. */
  #awaitEnd(): void {
    clearInterval(this.#endCheck);
    const ends = this.current()?.until ?? null;
    if (ends !== null) this.#endCheck = setInterval(() => this.#tell(), END_CHECK_MS).unref();
  }
}
