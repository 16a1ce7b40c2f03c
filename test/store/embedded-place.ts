import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { inspect } from 'node:util';
import { EmbeddedStore, type EmbeddedStoreOptions } from '../../src/store/embedded/EmbeddedStore.ts';
import type { StoreLog } from '../../src/store/embedded/log.ts';
import { T0 } from './commits.ts';

/** A data folder of its own, what stores on it logged, and the stores that are open on it. */
export class EmbeddedPlace {
  readonly dataDir: string;
  readonly logged: string[] = [];
  readonly #stores: EmbeddedStore[] = [];

  private constructor(dataDir: string) {
    this.dataDir = dataDir;
  }

  static async make(): Promise<EmbeddedPlace> {
    return new EmbeddedPlace(await mkdtemp(join(tmpdir(), 'muster-store-')));
  }

  async open(more: Partial<EmbeddedStoreOptions> = {}): Promise<EmbeddedStore> {
    const log = this.log();
    const store = new EmbeddedStore({ dataDir: this.dataDir, now: () => T0, log, ...more });
    await store.open();
    this.#stores.push(store);
    return store;
  }

  /** A log that keeps every sentence, and tells the debug ones at once: those are a checkpoint's steps. */
  log(onDebug: (message: string) => void = () => {}): StoreLog {
    const keep = (level: string) => (details: object, message: string) => {
      this.logged.push(`${level}: ${message} ${inspect(details)}`);
      if (level === 'debug') onDebug(message);
    };
    return { debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') };
  }

  path(...names: string[]): string {
    return join(this.dataDir, ...names);
  }

  /** The paths of a folder's files, in order of name. */
  async files(folder: string): Promise<string[]> {
    return (await readdir(this.path(folder))).toSorted().map((name) => this.path(folder, name));
  }

  /** The folder as a crash would leave it now. Not the lock: reading it in this process would let go of it. */
  async copy(): Promise<EmbeddedPlace> {
    const copy = await EmbeddedPlace.make();
    await cp(this.dataDir, copy.dataDir, { recursive: true, filter: (path) => basename(path) !== 'lock' });
    return copy;
  }

  async remove(): Promise<void> {
    for (const store of this.#stores) await store.close();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}
