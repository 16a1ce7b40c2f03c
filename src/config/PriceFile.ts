import { readFileSync, statSync, unwatchFile, watchFile } from 'node:fs';
import { z } from 'zod';
import { JAVA_INT_MAX, VALUE_GP_MAX } from '../domain/limits.ts';
import { isFileFault, OperatorError } from '../errors.ts';

type Log = Record<'info' | 'error', (details: object, message: string) => void>;

/** Milliseconds between checks of the file. */
const WATCH_MS = 5_000;

/** Bytes. The wiki's dump of all items has 500 KB. */
const FILE_BYTES_MAX = 16 * 1024 * 1024;

/** Faults that are named; the others are only counted. */
const FAULTS_NAMED_MAX = 3;

const itemId = z.string().regex(/^\d{1,10}$/);
const ITEMS = { error: ({ code }: { code: string }) => (code === 'invalid_key' ? 'must be an item id' : undefined) };
const gp = z.int({ error: 'must be a whole number of GP' }).min(0).max(VALUE_GP_MAX);

/** As the wiki gives it: what was paid at once, and what was sold at once. Null where nobody traded it. */
const traded = z.object({ high: gp.nullish(), low: gp.nullish() });

const plain = z.record(itemId, gp, ITEMS);
const dump = z.object({ data: z.record(itemId, traded, ITEMS) });

/** The price of items by PRICES_FILE, which is read again when it changes. A bad edit is logged, and the old prices stay. */
export class PriceFile {
  readonly #path: string;
  readonly #log: Log;
  #prices: ReadonlyMap<number, number>;

  /** Throws an OperatorError that names what is wrong. */
  constructor(path: string, log: Log, watchMs = WATCH_MS) {
    this.#path = path;
    this.#log = log;
    this.#prices = readPrices(path);
    log.info({ path, items: this.#prices.size }, 'read the prices of items');
    watchFile(path, { interval: watchMs, persistent: false }, () => this.#readAgain());
  }

  /** GP of one such item; null if the file has none. */
  readonly priceOf = (itemId: number): number | null => this.#prices.get(itemId) ?? null;

  close(): void {
    unwatchFile(this.#path);
  }

  #readAgain(): void {
    try {
      this.#prices = readPrices(this.#path);
      this.#log.info({ path: this.#path, items: this.#prices.size }, 'read the new prices of items');
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error;
      this.#log.error({ fault: error.message }, 'the new prices are refused; the previous ones stay in force');
    }
  }
}

function readPrices(path: string): Map<number, number> {
  const json = readJson(path);
  const isDump = typeof json === 'object' && json !== null && 'data' in json;
  const parsed = isDump ? dump.safeParse(json) : plain.safeParse(json);
  if (!parsed.success) throw new OperatorError(`PRICES_FILE ${path}: ${faultsOf(parsed.error)}`);
  const items = Object.entries(isDump ? (parsed.data as z.output<typeof dump>).data : parsed.data);
  const prices = items.map(([id, price]) => [Number(id), typeof price === 'number' ? price : middleOf(price)] as const);
  return new Map(prices.filter((item): item is [number, number] => item[1] !== null && item[0] <= JAVA_INT_MAX));
}

function readJson(path: string): unknown {
  try {
    if (statSync(path).size > FILE_BYTES_MAX)
      throw new OperatorError(`PRICES_FILE ${path}: must have at most ${FILE_BYTES_MAX} bytes`);
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (isFileFault(error)) throw new OperatorError(`PRICES_FILE: ${error.message}`, { cause: error });
    if (!(error instanceof SyntaxError)) throw error;
    throw new OperatorError(`PRICES_FILE ${path}: it is not JSON: ${error.message}`, { cause: error });
  }
}

function faultsOf({ issues }: z.ZodError): string {
  const named = issues
    .slice(0, FAULTS_NAMED_MAX)
    .map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
  const more = issues.length - named.length;
  return named.join('; ') + (more > 0 ? `; and ${more} more faults` : '');
}

/** Null if nobody traded it. */
function middleOf({ high, low }: z.output<typeof traded>): number | null {
  const traded = [high, low].filter((price) => typeof price === 'number');
  return traded.length === 0 ? null : Math.round(traded.reduce((sum, price) => sum + price, 0) / traded.length);
}
