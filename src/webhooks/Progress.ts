import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { OperatorError } from '../errors.ts';

/** Every announcement up to `cursor` was delivered or given up, except those in `owed`. */
const progressSchema = z.strictObject({ cursor: z.int().min(0), owed: z.array(z.int().min(1)) });

/**
 * How far the deliveries to one receiver have got, in a file. It is written after each delivery, so that a crash in between
 * repeats one and loses none. The file's name is a hash, because URLs may be secrets. Rule: [HOOK-4].
 */
export class Progress {
  readonly #path: string;
  cursor: number;
  readonly owed: Set<number>;

  private constructor(path: string, cursor: number, owed: number[]) {
    this.#path = path;
    this.cursor = cursor;
    this.owed = new Set(owed);
  }

  /** A new receiver starts after `newest`, and so does one whose file is ahead of the store. Throws OperatorError for a damaged file. */
  static async open(folder: string, url: URL, newest: number): Promise<Progress> {
    const path = join(folder, `${createHash('sha256').update(url.href).digest('hex').slice(0, 32)}.json`);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    const known = text === null ? null : decode(path, text);
    if (known && known.cursor <= newest) return new Progress(path, known.cursor, known.owed);
    const progress = new Progress(path, newest, []);
    await progress.save();
    await syncFolder(folder);
    return progress;
  }

  /** Durable when it resolves. */
  async save(): Promise<void> {
    const temporary = `${this.#path}.tmp`;
    const text = JSON.stringify({ cursor: this.cursor, owed: [...this.owed] });
    await writeFile(temporary, text, { mode: 0o600, flush: true });
    await rename(temporary, this.#path);
  }
}

function decode(path: string, text: string): z.infer<typeof progressSchema> {
  try {
    return progressSchema.parse(JSON.parse(text));
  } catch (cause) {
    const remedy = 'Restore it from a backup, or delete it and lose the events that this receiver has not got yet.';
    throw new OperatorError(`${path} is damaged. ${remedy}`, { cause });
  }
}

/** The file's name must survive a power cut: without the file, the receiver would count as new. */
async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder, and NTFS journals file names itself.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
