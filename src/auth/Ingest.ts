import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { isMuted, type Mutes, NOBODY_MUTED, type Voucher } from '../domain/drops/trust.ts';
import { AppError } from '../errors.ts';
import { addressKey } from './client-address.ts';

/** Addresses whose hash is remembered: 2 MB at 200 bytes each. */
const SOURCES_KEPT_MAX = 10_000;

/** What of the operator's document says whose reports count. `hash` is the key's SHA-256 in hex. */
type IngestSettings = {
  keys: readonly { name: string; hash: string }[];
  mutes: readonly { reporter?: string | undefined; source?: string | undefined }[];
};

/** Whose reports count: the ingest keys and the mutes, which change while the server runs. Rule: [DROP-14], [DROP-18]. */
export class Ingest {
  readonly #mode: 'open' | 'keys';
  readonly #hash: (text: string) => string;
  readonly #sources = new LRUCache<string, string>({ max: SOURCES_KEPT_MAX });
  #names: ReadonlyMap<string, string> = new Map();
  #mutes = NOBODY_MUTED;

  /** `hash` is salted. */
  constructor(mode: 'open' | 'keys', hash: (text: string) => string, settings: IngestSettings) {
    this.#mode = mode;
    this.#hash = hash;
    this.follow(settings);
  }

  follow({ keys, mutes }: IngestSettings): void {
    this.#names = new Map(keys.map(({ name, hash }) => [hash.toLowerCase(), name]));
    this.#mutes = {
      reporters: new Set(mutes.flatMap(({ reporter }) => reporter ?? [])),
      sources: new Set(mutes.flatMap(({ source }) => source ?? [])),
    };
  }

  /** A snapshot: a change of the settings makes another one. */
  get mutes(): Mutes {
    return this.#mutes;
  }

  isMuted(reporter: Voucher['reporter'], source: Voucher['source']): boolean {
    return isMuted({ reporter, source }, this.#mutes);
  }

  /** The client's address as drops keep it: hashed once, because a hash costs as much as the rest of a report's parsing. */
  sourceOf(address = ''): string {
    let source = this.#sources.get(address);
    if (source === undefined) this.#sources.set(address, (source = this.#hash(`address ${addressKey(address)}`)));
    return source;
  }

  /** The name of the key. Found by its hash, so that the time it takes says nothing about keys. Refuses `unauthorized`. */
  keyOf(key: string | undefined): string | null {
    if (key === undefined) {
      if (this.#mode === 'open') return null;
      throw new AppError('unauthorized', 'reports need an ingest key: send it as the header X-Ingest-Key');
    }
    const name = this.#names.get(createHash('sha256').update(key).digest('hex'));
    if (name !== undefined) return name;
    throw new AppError('unauthorized', 'the ingest key is unknown or was revoked: ask the operator for a new one');
  }
}
