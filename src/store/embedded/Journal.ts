import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../errors.ts';
import { FILE_MODE, PROBE_BYTES, numberedName, syncFolder } from './files.ts';
import { encodeRecord } from './journal-record.ts';
import { writeAt } from './line-file.ts';

type Append = { content: string; durable: () => void; resolve: () => void; reject: (error: AppError) => void };

/** Where the journal goes on: the segment, its durable length in bytes, and the number of the next record. */
export type JournalEnd = { path: string; bytes: number; next: number };

export type JournalOptions = {
  now: () => number;
  /** Called before the waiting appends reject: by then none of them is in the journal, nor will be. */
  onRefused: () => void;
};

/**
 * Appends records to the current segment. What arrives while an fdatasync runs is written together as one next batch,
 * so that all who wait share the disk's latency.
 */
export class Journal {
  readonly #options: JournalOptions;
  #end: JournalEnd;
  #file: FileHandle;
  readonly #appends: Append[] = [];
  readonly #betweenBatches: (() => Promise<void>)[] = [];
  #draining: Promise<void> | null = null;
  /** Whether the last write failed, so that only another one can tell whether the disk is back. */
  #failing = false;
  /** Whether the segment may hold more than what is durable: the rest of a write that failed. */
  #mustCut = false;

  private constructor(file: FileHandle, end: JournalEnd, options: JournalOptions) {
    this.#file = file;
    this.#end = end;
    this.#options = options;
  }

  /** `path` is an existing segment, or the name of the one to begin. */
  static async open(end: JournalEnd, options: JournalOptions): Promise<Journal> {
    return new Journal(await openSegment(end.path, end.bytes === 0 ? 'w+' : 'r+'), end, options);
  }

  /** Of the current segment. */
  get bytes(): number {
    return this.#end.bytes;
  }

  get lastRecord(): number {
    return this.#end.next - 1;
  }

  /** Resolves once the record is durable and `durable`, called in the order of the records, has returned. */
  append(content: string, durable: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#appends.push({ content, durable, resolve, reject });
      this.#wake();
    });
  }

  /**
   * Goes on in a new segment. Calls `atBoundary` between two batches: what `durable` calls have changed by then is exactly
   * what stands in the segments before.
   */
  rotate(atBoundary: () => void): Promise<void> {
    return this.#between(async () => {
      if (this.#mustCut) await this.#cutBack();
      if (this.#end.bytes > 0) await this.#beginSegment();
      atBoundary();
    });
  }

  /** Rejects where an append would. After a failed write it writes a block to find out, and takes it away again. */
  probe(): Promise<void> {
    return this.#between(async () => {
      await this.#verifyInPlace();
      if (!this.#failing) return;
      this.#mustCut = true;
      try {
        await writeAt(this.#file, Buffer.alloc(PROBE_BYTES), this.#end.bytes);
        await this.#file.datasync();
      } finally {
        await this.#cutBack();
      }
      this.#failing = false;
    });
  }

  /** Waits for what was appended. Rejects where the rest of a failed write cannot be cut off. */
  async close(): Promise<void> {
    while (this.#draining) await this.#draining;
    try {
      if (this.#mustCut) await this.#cutBack();
    } finally {
      await this.#file.close();
    }
  }

  #between(task: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#betweenBatches.push(() => task().then(resolve, reject));
      this.#wake();
    });
  }

  #wake(): void {
    this.#draining ??= this.#drain();
  }

  async #drain(): Promise<void> {
    // One turn of the event loop, so that what is asked for at once is written at once.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#appends.length > 0 || this.#betweenBatches.length > 0) {
      for (const task of this.#betweenBatches.splice(0)) await task();
      const batch = this.#appends.splice(0);
      if (batch.length > 0) await this.#write(batch);
    }
    // In the same turn as the last look at the queue: what is appended from now on wakes it again.
    this.#draining = null;
  }

  async #write(batch: Append[]): Promise<void> {
    try {
      if (this.#mustCut) await this.#cutBack();
      let next = this.#end.next;
      const lines = Buffer.from(
        batch.map(({ content }) => encodeRecord(next++, this.#options.now(), content)).join(''),
      );
      await writeAt(this.#file, lines, this.#end.bytes);
      await this.#file.datasync();
      this.#end = { ...this.#end, bytes: this.#end.bytes + lines.length, next };
      this.#failing = false;
    } catch (cause) {
      return this.#refuse(batch, cause);
    }
    for (const { durable, resolve } of batch) {
      durable();
      resolve();
    }
  }

  /** Cuts before it rejects: nothing that was refused may come back after a restart. */
  async #refuse(batch: Append[], cause: unknown): Promise<void> {
    this.#failing = true;
    this.#mustCut = true;
    await this.#cutBack().catch(() => {
      // The disk fails still: the next write begins with another try.
    });
    const refused = [...batch, ...this.#appends.splice(0)];
    this.#options.onRefused();
    for (const { reject } of refused) {
      reject(new AppError('storage_unavailable', undefined, { cause }));
    }
  }

  async #cutBack(): Promise<void> {
    await this.#file.truncate(this.#end.bytes);
    await this.#file.datasync();
    this.#mustCut = false;
  }

  /** The file that is open must be the one that a restart would read. */
  async #verifyInPlace(): Promise<void> {
    const [opened, named] = await Promise.all([this.#file.stat(), stat(this.#end.path)]);
    if (opened.ino !== named.ino) throw new Error(`${this.#end.path} was replaced while it was in use`);
  }

  async #beginSegment(): Promise<void> {
    const path = segmentPath(dirname(this.#end.path), this.#end.next);
    const file = await openSegment(path, 'w+');
    const old = this.#file;
    this.#file = file;
    this.#end = { path, bytes: 0, next: this.#end.next };
    await old.close();
  }
}

/** A segment is named by its first record. */
export function segmentPath(folder: string, firstRecord: number): string {
  return join(folder, `${numberedName(firstRecord)}.ndjson`);
}

async function openSegment(path: string, flags: 'w+' | 'r+'): Promise<FileHandle> {
  const file = await open(path, flags, FILE_MODE);
  try {
    if (flags === 'w+') await syncFolder(dirname(path));
    return file;
  } catch (error) {
    // Left behind it would be a segment that the journal went past.
    await file.close();
    await rm(path, { force: true });
    throw error;
  }
}
