import { statSync, unwatchFile, watchFile } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  findNodeAtLocation,
  type ParseError,
  parseTree,
  printParseErrorCode,
  getNodeValue,
  type Node,
} from 'jsonc-parser';
import { Low } from 'lowdb';
import { DataFile } from 'lowdb/node';
import { z } from 'zod';
import { OperatorError } from '../errors.ts';
import { RECEIVERS_MAX, webhookSchema } from './webhook-urls.ts';

/** Milliseconds between checks of the file. */
const WATCH_MS = 1_000;

/** Bytes of the file. RECEIVERS_MAX receivers with very long URLs need half of it; a larger file is a mistake, and slow to parse. */
const FILE_BYTES_MAX = 64 * 1024;

/** Owner only: webhook URLs and their secrets are in it. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/** What an operator can change without a restart. */
const operatorSchema = z.strictObject({
  webhooks: z
    .array(webhookSchema)
    .max(RECEIVERS_MAX, { error: `must have at most ${RECEIVERS_MAX} receivers` })
    .default([]),
});

export type OperatorSettings = z.output<typeof operatorSchema>;

/** A fault of the settings beyond their shape; `path` is where it is in the document. */
export type SettingsFault = { path: PropertyKey[]; message: string };

type Options = {
  log: Record<'info' | 'error', (details: object, message: string) => void>;
  check: (settings: OperatorSettings) => SettingsFault[];
  watchMs?: number;
};

/** A fault of the document, with its line if it is in one. Never shows values: they may be secrets. */
class DocumentFault extends Error {}

/**
 * `operator.json`, which people edit by hand. It is read again when it changes; a bad edit is refused with its line and reason, and
 * the previous settings stay in force.
 */
export class OperatorDocument {
  readonly #path: string;
  readonly #log: Options['log'];
  readonly #file: Low<OperatorSettings>;
  readonly #listeners = new Set<(settings: OperatorSettings) => void>();
  #edited: NodeJS.Timeout | undefined;

  private constructor(path: string, { log, check }: Options) {
    this.#path = path;
    this.#log = log;
    // Windows editors put a byte order mark first.
    const parse = (text: string) => parseDocument(text.replace(/^\uFEFF/, ''), check);
    // Settings are never written back, because the text is the operator's.
    this.#file = new Low(new DataFile(path, { parse, stringify: () => '{\n  "webhooks": []\n}\n' }), { webhooks: [] });
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
    return this.#file.data;
  }

  /** Called with the settings after each good edit. */
  onChange(listener: (settings: OperatorSettings) => void): void {
    this.#listeners.add(listener);
  }

  close(): void {
    unwatchFile(this.#path);
    clearTimeout(this.#edited);
    this.#listeners.clear();
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
    const stats = statSync(this.#path, { throwIfNoEntry: false });
    if (!stats) return false;
    if (stats.size > FILE_BYTES_MAX) throw new DocumentFault(`it must have at most ${FILE_BYTES_MAX} bytes`);
    await this.#file.read();
    return true;
  }

  /** The folder is missing if nothing else is kept in it: with DATABASE_URL and AUTH_SECRET. */
  async #create(): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true, mode: FOLDER_MODE });
    await this.#file.write();
    await chmod(this.#path, FILE_MODE);
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
    this.#log.info({ path }, 'the edited settings are in force');
    for (const listener of this.#listeners) listener(this.settings);
  }
}

function parseDocument(text: string, check: Options['check']): OperatorSettings {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors);
  const [wrong] = errors;
  if (wrong || !tree) {
    const { error = 1, offset = 0 } = wrong ?? {};
    throw new DocumentFault(`line ${lineAt(text, offset)}: it is not JSON (${printParseErrorCode(error)})`);
  }
  const parsed = operatorSchema.safeParse(getNodeValue(tree));
  const faults = parsed.success ? check(parsed.data) : parsed.error.issues;
  if (parsed.success && faults.length === 0) return parsed.data;
  throw new DocumentFault(faults.map((fault) => describe(text, tree, fault)).join('; '));
}

function describe(text: string, tree: Node, { path, message }: SettingsFault): string {
  const steps = path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  // A field that is missing is named at the object it is missing from.
  const at = findNodeAtLocation(tree, steps) ?? findNodeAtLocation(tree, steps.slice(0, -1)) ?? tree;
  return `line ${lineAt(text, at.offset)}: ${steps.join('.') || 'the document'}: ${message}`;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
