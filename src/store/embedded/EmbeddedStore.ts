import { existsSync, readFileSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../domain/errors.ts';
import { ANSWER_KEPT_MS } from '../../domain/limits.ts';
import type { Drop } from '../../domain/drops/drop.ts';
import type { DropEvent } from '../../domain/drops/events.ts';
import { type PartySummary, summarise } from '../../domain/drops/party.ts';
import { applyDropEvent, emptyWorld, type World } from '../../domain/drops/world.ts';
import type { Commit, HistoryQuery, RememberedAnswer, Store } from '../store.ts';
import { Journal } from './Journal.ts';
import { commitContent, decodeRecord, encodeRecord } from './records.ts';

/** Shaped as pino's: details first, then the sentence. */
export type StoreLog = {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
};

export type EmbeddedStoreOptions = { dataDir: string; log?: StoreLog; now?: () => number };

/** The store of one process: a journal on disk, everything that is read in memory. */
export class EmbeddedStore implements Store {
  readonly #options: EmbeddedStoreOptions;
  readonly #now: () => number;
  readonly #worlds = new Map<number, World>();
  readonly #ended: PartySummary[] = [];
  readonly #drops = new Map<number, Drop[]>();
  readonly #answers = new Map<string, RememberedAnswer>();
  readonly #listeners = new Set<(commit: Commit) => void>();
  #nextPartyId = 1;
  #journal: Journal | null = null;

  constructor(options: EmbeddedStoreOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  async open(): Promise<void> {
    const folder = join(this.#options.dataDir, 'journal');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, '000000000001.ndjson');
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    let next = 1;
    for (const line of whole.split('\n').slice(0, -1)) {
      this.#apply(decodeRecord(line));
      next++;
    }
    const file = await open(path, 'a', 0o600);
    const bytes = Buffer.byteLength(whole);
    await file.truncate(bytes);
    await file.close();
    this.#journal = await Journal.open({ path, bytes, next }, (n, content) => encodeRecord(n, this.#now(), content));
  }

  async close(): Promise<void> {
    const journal = this.#journal;
    this.#journal = null;
    await journal?.close();
  }

  async commit(commit: Commit): Promise<void> {
    if (!this.#journal) throw new AppError('storage_unavailable', 'The store is closed.');
    await this.#journal.append(commitContent(commit), () => {
      this.#apply(commit);
      for (const listener of this.#listeners) listener(commit);
    });
  }

  subscribe(listener: (commit: Commit) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async probe(): Promise<void> {
    await this.commit({ events: [], answers: [] });
  }

  async newPartyId(): Promise<number> {
    return this.#nextPartyId++;
  }

  async loadWorld(world: number): Promise<World> {
    return structuredClone(this.#worlds.get(world) ?? emptyWorld(world));
  }

  async activeParties(): Promise<PartySummary[]> {
    const parties = [...this.#worlds.values()].flatMap(({ party }) => (party ? [summarise(party, null)] : []));
    return parties.sort((a, b) => a.id - b.id);
  }

  async party(id: number): Promise<PartySummary | null> {
    const running = (await this.activeParties()).find((party) => party.id === id);
    return running ?? structuredClone(this.#ended.find((party) => party.id === id) ?? null);
  }

  async dropsOf(partyId: number, { before = Infinity, limit }: { before?: number; limit: number }): Promise<Drop[]> {
    const drops = (this.#drops.get(partyId) ?? []).filter((drop) => drop.number < before);
    return structuredClone(drops.slice(-limit).reverse());
  }

  async history({
    from = -Infinity,
    to = Infinity,
    world,
    limit,
    cursor,
  }: HistoryQuery): Promise<{ parties: PartySummary[]; next: string | null }> {
    const end = cursor === undefined ? this.#ended.length : Number(cursor);
    if (!Number.isSafeInteger(end) || end < 0)
      throw new AppError('validation_failed', undefined, {
        faults: [{ field: 'cursor', message: 'is not a cursor of this list' }],
      });
    const parties: PartySummary[] = [];
    for (let i = Math.min(end, this.#ended.length) - 1; i >= 0; i--) {
      const party = this.#ended[i]!;
      if (party.ended_at! < from || party.ended_at! >= to || (world !== undefined && party.world !== world)) continue;
      if (parties.length === limit) return { parties, next: String(i + 1) };
      parties.push(structuredClone(party));
    }
    return { parties, next: null };
  }

  async recall(ids: string[]): Promise<Map<string, RememberedAnswer>> {
    const found = ids.flatMap((id) => this.#answers.get(id) ?? []);
    const young = found.filter(({ at }) => this.#now() - at < ANSWER_KEPT_MS);
    return new Map(young.map((answer) => [answer.id, structuredClone(answer)]));
  }

  #apply(commit: Commit): void {
    for (const event of commit.events) this.#applyEvent(event);
    for (const answer of commit.answers) this.#answers.set(answer.id, answer);
  }

  #applyEvent(event: DropEvent): void {
    const world = this.#worlds.get(event.world) ?? emptyWorld(event.world);
    this.#worlds.set(event.world, world);
    if (event.type === 'drop_party_ended' && world.party) this.#ended.push(summarise(world.party, event.at));
    applyDropEvent(world, event);
    if (event.type === 'drop_party_started') {
      this.#drops.set(event.party_id, []);
      this.#nextPartyId = Math.max(this.#nextPartyId, event.party_id + 1);
    }
    if (event.type === 'drop_added') this.#drops.get(event.party_id)?.push(world.open.at(-1)!.drop);
  }
}
