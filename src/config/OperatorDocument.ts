import { chmod } from 'node:fs/promises';
import { unwatchFile, watchFile } from 'node:fs';
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
import { webhookSchema } from './webhook-urls.ts';

/** Milliseconds between two looks at the file. */
const WATCH_MS = 1_000;

/** Owner only: webhook URLs and their secrets are in it. */
const FILE_MODE = 0o600;

/** What an operator may change without a restart. */
const operatorSchema = z.strictObject({
  webhooks: z.array(webhookSchema).default([]),
});

export type OperatorSettings = z.output<typeof operatorSchema>;

/** A fault of the settings beyond their shape; `path` is where it is in the document. */
export type SettingsFault = { path: PropertyKey[]; message: string };

type Options = {
  log: Record<'info' | 'error', (details: object, message: string) => void>;
  check: (settings: OperatorSettings) => SettingsFault[];
  watchMs?: number;
};

/** A fault of the document with its line, from 1. Never shows values: they may be secrets. */
class DocumentFault extends Error {}

/**
 * `operator.json`, which people edit by hand. It is read again when it changes; a bad edit is refused with its line and reason, and
 * the settings before it stay in force.
 */
export class OperatorDocument {
  readonly #path: string;
  readonly #options: Options;
  readonly #file: Low<OperatorSettings>;
  readonly #listeners = new Set<(settings: OperatorSettings) => void>();
  #settings: OperatorSettings = { webhooks: [] };
  #edited: NodeJS.Timeout | undefined;

  private constructor(path: string, options: Options) {
    this.#path = path;
    this.#options = options;
    const parse = (text: string) => parseDocument(text, options.check);
    // What is read is never written back: the text is the operator's.
    this.#file = new Low(new DataFile(path, { parse, stringify: () => '{\n  "webhooks": []\n}\n' }), this.#settings);
  }

  /** Creates the document where there is none. Throws an OperatorError with line and reason where it is wrong. */
  static async open(path: string, options: Options): Promise<OperatorDocument> {
    const document = new OperatorDocument(path, options);
    try {
      await document.#read();
    } catch (error) {
      if (!(error instanceof DocumentFault)) throw error;
      throw new OperatorError(`${path}: ${error.message}`, { cause: error });
    }
    document.#watch(options.watchMs ?? WATCH_MS);
    return document;
  }

  get settings(): OperatorSettings {
    return this.#settings;
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

  /** Editors write in steps: a change is read once the file has been left alone for a moment. */
  #watch(ms: number): void {
    watchFile(this.#path, { interval: ms, persistent: false }, () => {
      clearTimeout(this.#edited);
      this.#edited = setTimeout(() => void this.#readAgain(), ms).unref();
    });
  }

  async #read(): Promise<void> {
    await this.#file.read();
    if (this.#file.data === this.#settings) {
      await this.#file.write();
      await chmod(this.#path, FILE_MODE);
    }
    this.#settings = this.#file.data;
  }

  async #readAgain(): Promise<void> {
    const { log } = this.#options;
    try {
      await this.#file.read();
    } catch (error) {
      const fault = error instanceof DocumentFault ? { fault: error.message } : { err: error };
      return log.error({ path: this.#path, ...fault }, 'the edit is refused; the settings before it stay in force');
    }
    this.#settings = this.#file.data;
    log.info({ path: this.#path }, 'the edited settings are in force');
    for (const listener of this.#listeners) listener(this.#settings);
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
