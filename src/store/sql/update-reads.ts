import { sql } from 'kysely';
import { DISSOLVED_KEPT_MS, SESSION_KEPT_MS } from '../limits.ts';
import type { Announcement } from '../../projections/announcement.ts';
import type { Topic, Update } from '../../projections/update.ts';
import type { DeliveryProgress, RememberedAnswer } from '../store.ts';
import type { Row } from './Engine.ts';
import { prepare } from './statement.ts';

export const topicState = prepare<{ topic: string }>(({ topic }) => sql`select * from topic where name = ${topic}`);

export const updatesAfter = prepare<{ topic: string; since: number }>(
  ({ topic, since }) => sql`select * from topic_update where topic = ${topic} and seq > ${since} order by seq`,
);

type TopicRow = { kind: string; seq: number; ended_at: number | null };

/** Null if some of them are no longer kept, or if the topic has not reached `since`. */
export function updatesOf(since: number, now: number, [topics = [], updates = []]: Row[][]): Update[] | null {
  const { kind, seq, ended_at } = (topics[0] as TopicRow | undefined) ?? { kind: '', seq: 0, ended_at: null };
  const keptMs = kind === 'party' ? DISSOLVED_KEPT_MS : SESSION_KEPT_MS;
  if (ended_at !== null && now - ended_at >= keptMs) return null;
  return updates.length === seq - since ? updates.map(updateOf) : null;
}

export function updateOf(row: Row): Update {
  const { topic, seq, event, at, data, for_members, members_only } = row as Record<string, string> & Row;
  return {
    topic: topic as Topic,
    seq: seq as unknown as number,
    event: event as Update['event'],
    at: at as unknown as number,
    data: JSON.parse(data!),
    ...(for_members && { for_members: JSON.parse(for_members) }),
    ...(members_only && { members_only: true }),
  };
}

export const newestAnnouncement = prepare(() => sql`select value from counter where name = 'announcement'`);

export const nextAnnouncement = prepare<{ seq: number }>(
  ({ seq }) => sql`select seq, event, at, data from announcement where seq > ${seq} order by seq limit 1`,
);

type Announced = { newest: number; announcement: Announcement | null };

export function announcementOfRows([counters = [], kept = []]: Row[][]): Announced {
  const [row] = kept;
  const announcement = row ? { ...row, data: JSON.parse(row['data'] as string) } : null;
  return { newest: counters[0]!['value'] as number, announcement: announcement as Announcement | null };
}

export const answerById = prepare<{ id: string; after: number }>(
  ({ id, after }) => sql`select id, fingerprint, at, answer from answer where id = ${id} and at > ${after}`,
);

export function answersOf(rows: Row[][]): Map<string, RememberedAnswer> {
  const found = rows.flat().map((row) => ({ ...row, answer: JSON.parse(row['answer'] as string) }) as RememberedAnswer);
  return new Map(found.map((answer) => [answer.id, answer]));
}

export const progressOf = prepare<{ receiver: string }>(
  ({ receiver }) => sql`select seq, owed from webhook_cursor where receiver = ${receiver}`,
);

export const allReceivers = prepare(() => sql`select receiver from webhook_cursor order by receiver`);

export function deliveryProgress([rows = []]: Row[][]): DeliveryProgress | null {
  const [row] = rows;
  return row ? { cursor: row['seq'] as number, owed: JSON.parse(row['owed'] as string) as number[] } : null;
}
