import { statSync, unwatchFile, watchFile } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Adapter, Low } from 'lowdb';
import writeFileAtomic from 'write-file-atomic';
import { AppError, OperatorError } from '../errors.ts';
import { changedText, type DocumentChange } from './operator-changes.ts';
import {
  type CheckSettings,
  DocumentFault,
  type OperatorSettings,
  parseOperatorSettings,
} from './operator-settings.ts';

/** Milliseconds between checks of the file. */
const WATCH_MS = 1_000;

/** Bytes of the file: full lists with notes of the usual length. A larger one is a mistake, and slow to parse. */
const FILE_BYTES_MAX = 2 * 1024 * 1024;

/** Owner only: webhook URLs and their secrets are in it. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

const NEW_TEXT = '{\n  "webhooks": []\n}\n';

type Options = {
  log: Record<'info' | 'error', (details: object, message: string) => void>;
  check: CheckSettings;
  watchMs?: number;
};

type Content = { text: string; settings: OperatorSettings };

/** The file as lowdb's adapter. Writes are atomic, and on disk when they resolve. */
class OperatorFile implements Adapter<Content> {
  readonly #path: string;
  readonly #parse: (text: string) => OperatorSettings;

  constructor(path: string, parse: (text: string) => OperatorSettings) {
    this.#path = path;
    this.#parse = parse;
  }

  /** Null if there is no file. Throws a DocumentFault if it is invalid. */
  async read(): Promise<Content | null> {
    const text = await this.readText();
    return text === null ? null : { text, settings: this.#parse(text) };
  }

  /** As `read`, without judging what is in it. */
  async readText(): Promise<string | null> {
    const stats = statSync(this.#path, { throwIfNoEntry: false });
    if (!stats) return null;
    if (stats.size > FILE_BYTES_MAX) throw new DocumentFault(`it must have at most ${FILE_BYTES_MAX} bytes`);
    return await readFile(this.#path, 'utf8');
  }

  async write({ text }: Content): Promise<void> {
    const isNew = !statSync(this.#path, { throwIfNoEntry: false });
    await writeFileAtomic(this.#path, text, isNew ? { mode: FILE_MODE } : {});
    // The new name has to be on disk, too.
    const folder = await open(dirname(this.#path));
    await folder.sync().finally(() => folder.close());
  }
}

/**
 * `operator.json`, which people edit by hand and /admin edits for them. It is read again when it changes; a bad edit is refused with
 * its line and reason, and the previous settings stay in force.
 */
export class OperatorDocument {
  readonly #path: string;
  readonly #log: Options['log'];
  readonly #parse: (text: string) => OperatorSettings;
  readonly #adapter: OperatorFile;
  readonly #file: Low<Content>;
  readonly #listeners = new Set<(settings: OperatorSettings) => void>();
  #edited: NodeJS.Timeout | undefined;
  /** The text that an act has just written: its settings are in force. */
  #written: string | null = null;
  #acts: Promise<unknown> = Promise.resolve();

  private constructor(path: string, { log, check }: Options) {
    this.#path = path;
    this.#log = log;
    // Windows editors put a byte order mark first.
    this.#parse = (text) => parseOperatorSettings(text.replace(/^\uFEFF/, ''), check);
    this.#adapter = new OperatorFile(path, this.#parse);
    this.#file = new Low(this.#adapter, { text: NEW_TEXT, settings: this.#parse(NEW_TEXT) });
  }

  /** Creates the file if it does not exist. Throws an OperatorError with line and reason if it is invalid. */
  static async open(path: string, options: Options): Promise<OperatorDocument> {
    const document = new OperatorDocument(path, options);
    try {
      if (!(await document.#read())) await document.#create();
    } catch (error) {
      if (!(error instanceof DocumentFault)) throw error;
      throw new OperatorError(`${path}: ${error.message}`, { cause: error });
    }
    document.#watch(options.watchMs ?? WATCH_MS);
    return document;
  }

  get settings(): OperatorSettings {
    return this.#file.data.settings;
  }

  /** Called with the settings after each good edit. */
  onChange(listener: (settings: OperatorSettings) => void): void {
    this.#listeners.add(listener);
  }

  /**
   * Makes the change that `decide` makes of the settings, which may refuse it; null changes nothing. `note` is awaited before the file
   * is written. The change is durable and in force when this resolves. Refuses `operator_json_invalid` while the file is so,
   * `validation_failed` if the change would make it so, `storage_unavailable` if it cannot be written.
   */
  change(decide: (settings: OperatorSettings) => DocumentChange | null, note: () => Promise<void>): Promise<void> {
    const change = this.#acts.then(() => this.#change(decide, note));
    this.#acts = change.catch(() => undefined);
    return change;
  }

  close(): void {
    unwatchFile(this.#path);
    clearTimeout(this.#edited);
    this.#listeners.clear();
  }

  async #change(
    decide: (settings: OperatorSettings) => DocumentChange | null,
    note: () => Promise<void>,
  ): Promise<void> {
    let isNoted = false;
    for (;;) {
      const { text, settings } = await this.#current();
      const change = decide(settings);
      if (change === null) return;
      const content = this.#changed(text, change);
      if (!isNoted) await note();
      isNoted = true;
      // Somebody may have saved the file meanwhile.
      const again = await this.#adapter.readText().catch(() => null);
      // Why it cannot be read any more is found out by the next attempt.
      if (again !== text) continue;
      return this.#write(content);
    }
  }

  /** What is in the file right now. */
  async #current(): Promise<Content> {
    try {
      const text = await this.#adapter.readText();
      const known = this.#file.data;
      // Full lists take a while to parse.
      if (text !== null) return text === known.text ? known : { text, settings: this.#parse(text) };
    } catch (error) {
      if (!(error instanceof DocumentFault)) throw unavailable(error);
      const message = `operator.json is not valid, so it is left alone: ${error.message}`;
      throw new AppError('operator_json_invalid', message, { cause: error });
    }
    throw new AppError('operator_json_invalid', 'operator.json is gone: put it back, or restart the server');
  }

  #changed(text: string, change: DocumentChange): Content {
    const changed = changedText(text, change);
    try {
      if (Buffer.byteLength(changed) > FILE_BYTES_MAX)
        throw new DocumentFault(`it would have more than ${FILE_BYTES_MAX} bytes: remove something first`);
      return { text: changed, settings: this.#parse(changed) };
    } catch (error) {
      if (!(error instanceof DocumentFault)) throw error;
      throw new AppError('validation_failed', `operator.json would not be valid: ${error.message}`, { cause: error });
    }
  }

  async #write(content: Content): Promise<void> {
    try {
      await this.#adapter.write(content);
    } catch (error) {
      this.#log.error({ path: this.#path, err: error }, 'the file could not be written');
      throw unavailable(error);
    }
    this.#file.data = content;
    this.#written = content.text;
    this.#tell();
  }

  /** Editors save in several steps, or replace the file, so it is read once it has not changed for a while. */
  #watch(ms: number): void {
    watchFile(this.#path, { interval: ms, persistent: false }, () => {
      clearTimeout(this.#edited);
      this.#edited = setTimeout(() => void this.#readAgain(), ms).unref();
    });
  }

  /** False if there is no file. Throws a DocumentFault if it is invalid, and keeps the settings. */
  async #read(): Promise<boolean> {
    const content = await this.#adapter.read();
    if (content) this.#file.data = content;
    return content !== null;
  }

  /** The folder is missing if nothing else is kept in it: with DATABASE_URL and AUTH_SECRET. */
  async #create(): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true, mode: FOLDER_MODE });
    await this.#file.write();
  }

  async #readAgain(): Promise<void> {
    const path = this.#path;
    try {
      if (!(await this.#read()))
        return this.#log.error({ path }, 'the file is gone; the previous settings stay in force');
    } catch (error) {
      const fault = error instanceof DocumentFault ? { fault: error.message } : { err: error };
      return this.#log.error({ path, ...fault }, 'the edit is refused; the previous settings stay in force');
    }
    const isOwn = this.#file.data.text === this.#written;
    this.#written = null;
    if (isOwn) return;
    this.#log.info({ path }, 'the edited settings are in force');
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.settings);
  }
}

function unavailable(error: unknown): AppError {
  return new AppError('storage_unavailable', 'operator.json could not be written, so nothing was changed', {
    cause: error,
  });
}
