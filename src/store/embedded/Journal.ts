import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '../../domain/errors.ts';

type Pending = { content: string; durable: () => void; resolve: () => void; reject: (error: AppError) => void };

/** Where the journal goes on: the file, its durable length in bytes, and the number of the next record. */
export type JournalEnd = { path: string; bytes: number; next: number };

type Encode = (n: number, content: string) => string;

/**
 * Appends records to the current segment. What arrives while an fdatasync runs is written together as one next batch,
 * so that the disk's latency is shared by all who wait.
 */
export class Journal {
  readonly #encode: Encode;
  #end: JournalEnd;
  #file: FileHandle;
  #queue: Pending[] = [];
  #running: Promise<void> | null = null;
  /** Whether the file may hold more than what is durable: the rest of a write that failed. */
  #failed = false;

  private constructor(file: FileHandle, end: JournalEnd, encode: Encode) {
    this.#file = file;
    this.#end = end;
    this.#encode = encode;
  }

  static async open(end: JournalEnd, encode: Encode): Promise<Journal> {
    return new Journal(await open(end.path, 'r+'), end, encode);
  }

  /** Resolves once the record is durable and `durable`, called in the order of the records, has returned. */
  append(content: string, durable: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ content, durable, resolve, reject });
      this.#running ??= this.#drain().finally(() => (this.#running = null));
    });
  }

  async close(): Promise<void> {
    while (this.#running) await this.#running;
    await this.#file.close();
  }

  async #drain(): Promise<void> {
    // One turn of the event loop, so that what is asked for at once is written at once.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0);
      try {
        await this.#write(batch);
      } catch (cause) {
        await this.#giveUp([...batch, ...this.#queue.splice(0)], cause);
        continue;
      }
      for (const pending of batch) {
        pending.durable();
        pending.resolve();
      }
    }
  }

  async #write(batch: Pending[]): Promise<void> {
    if (this.#failed) await this.#cutBack();
    let next = this.#end.next;
    const lines = Buffer.from(batch.map(({ content }) => this.#encode(next++, content)).join(''));
    let written = 0;
    while (written < lines.length) {
      const { bytesWritten } = await this.#file.write(
        lines,
        written,
        lines.length - written,
        this.#end.bytes + written,
      );
      written += bytesWritten;
    }
    await this.#file.datasync();
    this.#end = { ...this.#end, bytes: this.#end.bytes + lines.length, next };
  }

  /** Cuts before it rejects: nothing that was refused may come back after a restart. */
  async #giveUp(refused: Pending[], cause: unknown): Promise<void> {
    this.#failed = true;
    await this.#cutBack().catch(() => {
      // The disk is still failing: the next write tries again before anything else.
    });
    for (const { reject } of refused) reject(new AppError('storage_unavailable', undefined, { cause }));
  }

  async #cutBack(): Promise<void> {
    await this.#file.truncate(this.#end.bytes);
    await this.#file.datasync();
    this.#failed = false;
  }
}
