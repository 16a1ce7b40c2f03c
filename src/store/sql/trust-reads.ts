import { sql } from 'kysely';
import type { Mutes } from '../../domain/drops/trust.ts';
import type { DropPlace, SuspectReporter } from '../store.ts';
import type { Row } from './Engine.ts';
import { prepare } from './statement.ts';

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

export function mentionQueries({ hash, after }: Step) {
  return [mentions({ hash, after, pattern: `%"${hash}"%`, until: after + DROPS_PER_STEP }), newestDrop({})];
}

/** `next` is where the next step begins; null after the last one. */
export function mentionsOf(after: number, [drops = [], newest = []]: Row[][]) {
  const next = after + DROPS_PER_STEP;
  const places = drops.map((row) => ({ ...row }) as DropPlace);
  return { drops: places, next: next < (newest[0]!['newest'] as number) ? next : null };
}

export const suspectReporters = prepare<{ limit: number }>(
  ({ limit }) => sql`
    select reporter, source, count(*) as suspect_drops from "drop" where suspect
    group by reporter, source order by suspect_drops desc, reporter, source limit ${limit}`,
);

export function suspectReportersOf(rows: Row[]): SuspectReporter[] {
  return rows.map((row) => ({ ...row }) as SuspectReporter);
}

type Mute = { kind: string; hash: string };

export const allMutes = prepare(() => sql`select kind, hash from mute`);

export function mutesOf(rows: Row[]): Mutes {
  const hashes = (kind: string) => new Set((rows as Mute[]).filter((row) => row.kind === kind).map(({ hash }) => hash));
  return { reporters: hashes('reporter'), sources: hashes('source') };
}

export const addMute = prepare<Mute>(
  ({ kind, hash }) => sql`insert into mute (kind, hash) values (${kind}, ${hash}) on conflict do nothing`,
);
export const removeMute = prepare<Mute>(
  ({ kind, hash }) => sql`delete from mute where kind = ${kind} and hash = ${hash}`,
);
