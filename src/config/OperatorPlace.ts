/** What is in a place. The version is the place's own, and another one after each change. */
export type Kept = { text: string; version: string };

/** Where the document is kept: a file, or a row of the database. */
export interface OperatorPlace {
  /** How refusals name it, and how the log does. */
  readonly name: string;
  readonly shown: string;
  /** Null if there is nothing. Throws a DocumentFault if that is too large. */
  read(): Promise<Kept | null>;
  /** Replaces what has that version, or nothing if it is null. Null if somebody else was faster, and then changes nothing. Durable when it resolves. */
  write(text: string, version: string | null): Promise<Kept | null>;
  /** Calls the listener after changes by others. */
  watch(onChange: () => void): void;
  close(): void;
}
