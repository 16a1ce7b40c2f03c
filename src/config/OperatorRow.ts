import { checkBytes } from './operator-settings.ts';
import type { Kept, OperatorPlace } from './OperatorPlace.ts';

/** Milliseconds between looks at its version. */
const WATCH_MS = 1_000;

type Row = { text: string; version: number };

/** The row in the database: src/store/postgres/SharedState.ts. Methods may refuse `storage_unavailable`. */
export interface DocumentRow {
  /** How messages name the database. */
  readonly shown: string;
  documentVersion(): Promise<number | null>;
  document(): Promise<Row | null>;
  /** False if there is one already. */
  addDocument(text: string): Promise<boolean>;
  /** Null if the document has another version by now. */
  replaceDocument(text: string, version: number): Promise<Row | null>;
}

/** The operator's document as a row of PostgreSQL, which all processes follow. */
export class OperatorRow implements OperatorPlace {
  readonly name = "the operator's document";
  readonly shown: string;
  readonly #row: DocumentRow;
  readonly #watchMs: number;
  /** The version that was last read or written. */
  #seen: number | null = null;
  #looks: NodeJS.Timeout | undefined;

  constructor(row: DocumentRow, watchMs = WATCH_MS) {
    this.#row = row;
    this.shown = `operator_document in the database ${row.shown}`;
    this.#watchMs = watchMs;
  }

  async read(): Promise<Kept | null> {
    const row = await this.#row.document();
    this.#seen = row?.version ?? null;
    if (row) checkBytes(Buffer.byteLength(row.text));
    return row && keptOf(row);
  }

  async write(text: string, version: string | null): Promise<Kept | null> {
    if (version === null) return (await this.#row.addDocument(text)) ? await this.read() : null;
    const row = await this.#row.replaceDocument(text, Number(version));
    if (row) this.#seen = row.version;
    return row && keptOf(row);
  }

  watch(onChange: () => void): void {
    this.#looks = setInterval(() => void this.#look(onChange), this.#watchMs).unref();
  }

  close(): void {
    clearInterval(this.#looks);
  }

  async #look(onChange: () => void): Promise<void> {
    // The store logs that the database is away; the settings stay in force meanwhile.
    const version = await this.#row.documentVersion().catch(() => this.#seen);
    if (version !== this.#seen) onChange();
  }
}

function keptOf({ text, version }: Row): Kept {
  return { text, version: String(version) };
}
