import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FILE_MODE, PROBE_BYTES } from './files.ts';

/** Finds out whether the disk takes writes, by one. */
export class Probe {
  readonly #path: string;
  #running: Promise<void> | null = null;

  constructor(dataDir: string) {
    this.#path = join(dataDir, 'probe');
  }

  /** Who asks while one runs shares its outcome: a burst of questions must not become a load. */
  run(): Promise<void> {
    this.#running ??= this.#write().finally(() => (this.#running = null));
    return this.#running;
  }

  async #write(): Promise<void> {
    try {
      const file = await open(this.#path, 'w', FILE_MODE);
      try {
        await file.writeFile(Buffer.alloc(PROBE_BYTES));
        await file.datasync();
      } finally {
        await file.close();
      }
    } finally {
      await rm(this.#path, { force: true });
    }
  }
}
