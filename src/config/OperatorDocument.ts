import { type Adapter, Low } from 'lowdb';
import { AppError, OperatorError } from '../errors.ts';
import { changedText, type DocumentChange } from './operator-changes.ts';
import {
  checkBytes,
  type CheckSettings,
  DocumentFault,
  type OperatorSettings,
  parseOperatorSettings,
} from './operator-settings.ts';
import type { Kept, OperatorPlace } from './OperatorPlace.ts';

const NEW_TEXT = '{\n  "webhooks": []\n}\n';

type Options = {
  log: Record<'info' | 'error', (details: object, message: string) => void>;
  check: CheckSettings;
};

/** `version` is null before the document is first stored. */
type Content = { text: string; version: string | null; settings: OperatorSettings };

class ChangedMeanwhile extends Error {}

/** A place as lowdb's adapter. */
class PlaceAdapter implements Adapter<Content> {
  readonly #place: OperatorPlace;
  readonly #parse: (text: string) => OperatorSettings;

  constructor(place: OperatorPlace, parse: (text: string) => OperatorSettings) {
    this.#place = place;
    this.#parse = parse;
  }

  /** Null if there is nothing. Throws a DocumentFault if it is invalid. */
  async read(): Promise<Content | null> {
    const kept = await this.#place.read();
    return kept && { ...kept, settings: this.#parse(kept.text) };
  }

  /** Gives the content its new version. Throws ChangedMeanwhile if the place has not the version that it was made of. */
  async write(content: Content): Promise<void> {
    const kept = await this.#place.write(content.text, content.version);
    if (!kept) throw new ChangedMeanwhile();
    content.version = kept.version;
  }
}

/**
 * The operator's document, which people edit by hand and /admin edits for them. It is read again when it changes; a bad edit is refused
 * with its line and reason, and the previous settings stay in force.
 */
export class OperatorDocument {
  readonly #place: OperatorPlace;
  readonly #log: Options['log'];
  readonly #parse: (text: string) => OperatorSettings;
  readonly #adapter: PlaceAdapter;
  readonly #kept: Low<Content>;
  readonly #listeners = new Set<(settings: OperatorSettings) => void>();
  /** Whether the last edit by others was refused, or the document is gone. */
  #isRefused = false;
  #acts: Promise<unknown> = Promise.resolve();

  private constructor(place: OperatorPlace, { log, check }: Options) {
    this.#place = place;
    this.#log = log;
    // Windows editors put a byte order mark first.
    this.#parse = (text) => parseOperatorSettings(text.replace(/^\uFEFF/, ''), check);
    this.#adapter = new PlaceAdapter(place, this.#parse);
    this.#kept = new Low(this.#adapter, { text: NEW_TEXT, version: null, settings: this.#parse(NEW_TEXT) });
  }

  /** Creates the document if there is none. Throws an OperatorError with line and reason if it is invalid. */
  static async open(place: OperatorPlace, options: Options): Promise<OperatorDocument> {
    const document = new OperatorDocument(place, options);
    try {
      if (!(await document.#read())) await document.#create();
    } catch (error) {
      if (!(error instanceof DocumentFault)) throw error;
      throw new OperatorError(`${place.shown}: ${error.message}`, { cause: error });
    }
    place.watch(() => void document.check());
    return document;
  }

  get settings(): OperatorSettings {
    return this.#kept.data.settings;
  }

  /** What the settings were read from. */
  get text(): string {
    return this.#kept.data.text;
  }

  /** Called with the settings after each good edit. */
  onChange(listener: (settings: OperatorSettings) => void): void {
    this.#listeners.add(listener);
  }

  /**
   * Makes the change that `decide` makes of the settings, which may refuse it; null changes nothing. `note` is awaited before the
   * document is written. The change is durable and in force when this resolves. Refuses `operator_json_invalid` while the document is
   * so, `validation_failed` if the change would make it so, `storage_unavailable` if it cannot be written.
   */
  change(decide: (settings: OperatorSettings) => DocumentChange | null, note: () => Promise<void>): Promise<void> {
    return this.#inTurn(() => this.#change(decide, note));
  }

  /** Looks at once whether somebody else has changed it. Never rejects. */
  check(): Promise<void> {
    return this.#inTurn(() => this.#readAgain());
  }

  close(): void {
    this.#place.close();
    this.#listeners.clear();
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    const done = this.#acts.then(act);
    this.#acts = done.catch(() => undefined);
    return done;
  }

  async #change(
    decide: (settings: OperatorSettings) => DocumentChange | null,
    note: () => Promise<void>,
  ): Promise<void> {
    let isNoted = false;
    for (;;) {
      const { text, version, settings } = await this.#current();
      const change = decide(settings);
      if (change === null) return;
      const content = { ...this.#changed(text, change), version };
      if (!isNoted) await note();
      isNoted = true;
      try {
        return await this.#write(content);
      } catch (error) {
        // The next attempt decides on what somebody else has made of it.
        if (!(error instanceof ChangedMeanwhile)) throw error;
      }
    }
  }

  /** What is in the place right now, which is then in force. */
  async #current(): Promise<Content> {
    const { name } = this.#place;
    try {
      const kept = await this.#place.read();
      if (kept) return this.#follow(kept);
    } catch (error) {
      if (!(error instanceof DocumentFault)) throw this.#unavailable(error);
      const message = `${name} is not valid, so it is left alone: ${error.message}`;
      throw new AppError('operator_json_invalid', message, { cause: error });
    }
    throw new AppError('operator_json_invalid', `${name} is gone: put it back, or restart the server`);
  }

  #changed(text: string, change: DocumentChange): Pick<Content, 'text' | 'settings'> {
    const changed = changedText(text, change);
    try {
      checkBytes(Buffer.byteLength(changed));
      return { text: changed, settings: this.#parse(changed) };
    } catch (error) {
      if (!(error instanceof DocumentFault)) throw error;
      const message = `${this.#place.name} would not be valid: ${error.message}`;
      throw new AppError('validation_failed', message, { cause: error });
    }
  }

  async #write(content: Content): Promise<void> {
    try {
      await this.#adapter.write(content);
    } catch (error) {
      if (error instanceof ChangedMeanwhile) throw error;
      this.#log.error({ path: this.#place.shown, err: error }, `${this.#place.name} could not be written`);
      throw this.#unavailable(error);
    }
    this.#use(content);
  }

  /** False if there is nothing. Throws a DocumentFault if it is invalid, and keeps the settings. */
  async #read(): Promise<boolean> {
    const content = await this.#adapter.read();
    if (content) this.#kept.data = content;
    return content !== null;
  }

  /** Another process may create it at the same time. */
  async #create(): Promise<void> {
    try {
      await this.#kept.write();
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile)) throw error;
      await this.#read();
    }
  }

  async #readAgain(): Promise<void> {
    const { name, shown: path } = this.#place;
    const refuse = (details: object, message: string) => {
      this.#isRefused = true;
      this.#log.error({ path, ...details }, `${message}; the previous settings stay in force`);
    };
    try {
      const kept = await this.#place.read();
      if (!kept) return refuse({}, `${name} is gone`);
      this.#follow(kept);
    } catch (error) {
      if (error instanceof DocumentFault) return refuse({ fault: error.message }, 'the edit is refused');
      this.#log.error({ path, err: error }, `${name} could not be read; the previous settings stay in force`);
    }
  }

  /** Puts what others have made of the document in force. Throws a DocumentFault if it is invalid. */
  #follow(kept: Kept): Content {
    const { text, version, settings } = this.#kept.data;
    // Full lists take a while to parse.
    const content = { ...kept, settings: kept.text === text ? settings : this.#parse(kept.text) };
    if (kept.version !== version || this.#isRefused) {
      this.#log.info({ path: this.#place.shown }, 'the edited settings are in force');
      this.#use(content);
    }
    this.#kept.data = content;
    return content;
  }

  #use(content: Content): void {
    this.#kept.data = content;
    this.#isRefused = false;
    for (const listener of this.#listeners) listener(content.settings);
  }

  #unavailable(error: unknown): AppError {
    if (error instanceof AppError) return error;
    const message = `${this.#place.name} could not be written, so nothing was changed`;
    return new AppError('storage_unavailable', message, { cause: error });
  }
}
