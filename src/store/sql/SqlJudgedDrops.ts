import { sql } from 'kysely';
import type { Drop } from '../../domain/drops/drop.ts';
import type { Mutes } from '../../domain/drops/trust.ts';
import type { JudgedDrop } from '../../domain/drops/open-drops.ts';
import type { DropPlace, JudgedDrops, SuspectReporter } from '../store.ts';
import { biggestOfParty, dropsOfRows, judgedDrop, judgedDropOf, judgedPage, type JudgedRow } from './drop-reads.ts';
import type { Row } from './Engine.ts';
import { prepare, type Query } from './statement.ts';

/** Drops looked at per step, in order of insertion: a few milliseconds. An index on hashes would cost every report more. */
const DROPS_PER_STEP = 5_000;

type Step = { hash: string; after: number };

/** The drops that the hash claimed or vouches for. */
const mentions = prepare<Step & { pattern: string; until: number }>(
  ({ hash, after, pattern, until }) => sql`
    select world, drop_party_id as party_id, number from "drop" join drop_party on drop_party.id = drop_party_id
    where "drop".id > ${after} and "drop".id <= ${until} and removed_at is null
      and (reporter = ${hash} or source = ${hash} or vouchers like ${pattern}) order by "drop".id`,
);

const newestDrop = prepare(() => sql`select coalesce(max(id), 0) as newest from "drop"`);

const suspectReporters = prepare<{ limit: number }>(
  ({ limit }) => sql`
    select reporter, source, count(*) as suspect_drops from "drop" where suspect
    group by reporter, source order by suspect_drops desc, reporter, source limit ${limit}`,
);

type Mute = { kind: string; hash: string };

const allMutes = prepare(() => sql`select kind, hash from mute`);

function mutesOf(rows: Row[]): Mutes {
  const hashes = (kind: string) => new Set((rows as Mute[]).filter((row) => row.kind === kind).map(({ hash }) => hash));
  return { reporters: hashes('reporter'), sources: hashes('source') };
}

const addMute = prepare<Mute>(
  ({ kind, hash }) => sql`insert into mute (kind, hash) values (${kind}, ${hash}) on conflict do nothing`,
);
const removeMute = prepare<Mute>(({ kind, hash }) => sql`delete from mute where kind = ${kind} and hash = ${hash}`);

type Run = (queries: Query[]) => Promise<Row[][]>;

export class SqlJudgedDrops implements JudgedDrops {
  readonly #read: Run;
  readonly #write: Run;

  constructor(read: Run, write: Run) {
    this.#read = read;
    this.#write = write;
  }

  async drop(partyId: number, number: number): Promise<JudgedDrop | null> {
    const [[row] = []] = await this.#read([judgedDrop({ party: partyId, number })]);
    return row ? judgedDropOf(row as JudgedRow) : null;
  }

  async page(partyId: number, page: { before?: number; limit: number }): Promise<JudgedDrop[]> {
    const { before = Number.MAX_SAFE_INTEGER, limit } = page;
    const [rows] = await this.#read([judgedPage({ party: partyId, before, limit })]);
    return rows!.map((row) => judgedDropOf(row as JudgedRow));
  }

  async biggest(partyId: number, limit: number): Promise<Drop[]> {
    const [rows] = await this.#read([biggestOfParty({ party: partyId, limit })]);
    return dropsOfRows(rows!);
  }

  async mentioning(hash: string, after: number): ReturnType<JudgedDrops['mentioning']> {
    const until = after + DROPS_PER_STEP;
    const found = mentions({ hash, after, pattern: `%"${hash}"%`, until });
    const [drops, newest] = await this.#read([found, newestDrop({})]);
    const places = drops!.map((row) => ({ ...row }) as DropPlace);
    return { drops: places, next: until < (newest![0]!['newest'] as number) ? until : null };
  }

  async suspectReporters(limit: number): Promise<SuspectReporter[]> {
    const [rows] = await this.#read([suspectReporters({ limit })]);
    return rows!.map((row) => ({ ...row }) as SuspectReporter);
  }

  async recountedMutes(): Promise<Mutes> {
    const [rows] = await this.#read([allMutes({})]);
    return mutesOf(rows!);
  }

  async saveRecountedMute({ isMuted, ...mute }: Parameters<JudgedDrops['saveRecountedMute']>[0]): Promise<void> {
    await this.#write([isMuted ? addMute(mute) : removeMute(mute)]);
  }
}
