import { type RawBuilder, sql } from 'kysely';
import { ANNOUNCEMENTS_KEPT_MAX, TOPIC_UPDATES_MAX } from '../limits.ts';
import type { NewAnnouncement } from '../../projections/announcement.ts';
import type { NewUpdate, Topic, Update } from '../../projections/update.ts';
import type { FeedPart } from '../cluster.ts';
import type { RememberedAnswer } from '../store.ts';
import type { Row } from './Engine.ts';
import { takeNumbers } from './Feed.ts';
import { prepare, type Query, shared } from './statement.ts';

type TopicKind = 'drops' | 'lobby' | 'party' | 'session' | 'ticket';

/** What a topic is told: how much, and what ends it. Times are epoch milliseconds. */
type TopicNews = { topic: Topic; kind: TopicKind; count: number; at: number; ended_at: number | null };

/** The statements that number and keep updates. `numbered` turns the rows that they returned into the updates with their numbers. */
export type TellingPlan = { queries: Query[]; numbered: (rows: Row[][]) => FeedPart };

/**
 * Each topic takes its numbers once, however many updates it has, and only those are written that it keeps. `isFed`: whether the updates
 * are also numbered in the feed.
 */
export function planTelling(updates: readonly NewUpdate[], isFed: boolean): TellingPlan {
  const { news, laterOf } = newsByTopic(updates);
  const feed = isFed && updates.length > 0 ? [takeNumbers({ count: updates.length })] : [];
  const numbers = news.map(number);
  const keeps = updates.flatMap((update, i) =>
    laterOf[i]! < TOPIC_UPDATES_MAX ? keepUpdate(update, laterOf[i]!, isFed ? updates.length - 1 - i : null) : [],
  );
  const numbered = (rows: Row[][]): FeedPart => {
    const last = new Map(news.map(({ topic }, i) => [topic, rows[feed.length + i]![0]!['seq'] as number]));
    const first = feed.length > 0 ? (rows[0]![0]!['value'] as number) - updates.length + 1 : 0;
    return {
      first,
      updates: updates.map((update, i): Update => ({ ...update, seq: last.get(update.topic)! - laterOf[i]! })),
    };
  };
  const queries = [...feed, ...numbers, ...keeps];
  return { queries: isFed ? queries.map(shared) : queries, numbered };
}

/** `laterOf`: how many later updates of the same topic follow each update. */
function newsByTopic(updates: readonly NewUpdate[]): { news: TopicNews[]; laterOf: number[] } {
  const news = new Map<Topic, TopicNews>();
  const places = updates.map(({ topic, event, at }) => {
    const kind = news.get(topic)?.kind ?? kindOf(topic);
    const count = (news.get(topic)?.count ?? 0) + 1;
    news.set(topic, { topic, kind, count, at, ended_at: event === LAST_OF[kind] ? at : null });
    return count;
  });
  return { news: [...news.values()], laterOf: places.map((place, i) => news.get(updates[i]!.topic)!.count - place) };
}

function keepUpdate(
  { topic, event, at, data, for_members, members_only }: NewUpdate,
  later: number,
  laterInFeed: number | null,
): Query {
  const texts = { data: JSON.stringify(data), for_members: for_members ? JSON.stringify(for_members) : null };
  const row = { topic, later, event, at, ...texts, members_only: members_only ?? false };
  return laterInFeed === null ? keep(row) : keepInFeed({ ...row, laterInFeed });
}

export function announcementWrites({ event, at, data }: NewAnnouncement): Query[] {
  return [nextAnnouncement({}), announce({ event, at, data: JSON.stringify(data) })];
}

export function answerWrite({ id, fingerprint, at, answer }: RememberedAnswer): Query {
  const text = JSON.stringify(answer);
  return remember({ id, fingerprint, at, answer: text, bytes: Buffer.byteLength(text) });
}

/** Topics of one kind share a limit, so that many drops do not push out a quiet party's updates. */
function kindOf(topic: Topic): TopicKind {
  if (topic.startsWith('lobby:')) return 'lobby';
  if (topic.startsWith('party:')) return 'party';
  if (topic.startsWith('ticket:')) return 'ticket';
  return topic.startsWith('session:') ? 'session' : 'drops';
}

/** The last update of a topic of that kind. */
const LAST_OF: Partial<Record<TopicKind, string>> = {
  party: 'party_dissolved',
  session: 'session_complete',
  ticket: 'ticket_ended',
};

/** Returns the number of the newest update. */
const number = prepare<TopicNews>(
  ({ topic, kind, count, at, ended_at }) => sql`
    insert into topic (name, kind, seq, told_at, ended_at) values (${topic}, ${kind}, ${count}, ${at}, ${ended_at})
    on conflict (name) do update
      set seq = topic.seq + excluded.seq, told_at = excluded.told_at, ended_at = excluded.ended_at
    returning seq`,
);

/** `later`: how many later updates of the topic have taken their numbers already. */
type UpdateRow = Record<'topic' | 'event' | 'data', string> & {
  later: number;
  at: number;
  for_members: string | null;
  members_only: boolean;
};

const keep = prepare<UpdateRow>((row) => overwriteOldest(row, sql`null`));

const keepInFeed = prepare<UpdateRow & { laterInFeed: number }>((row) =>
  overwriteOldest(row, sql`(select value from counter where name = 'feed') - cast(${row.laterInFeed} as bigint)`),
);

/** Overwrites the update that is TOPIC_UPDATES_MAX older, so that nothing has to be deleted. */
function overwriteOldest(
  { topic, later, event, at, data, for_members, members_only }: UpdateRow,
  feed: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const seq = sql`((select seq from topic where name = ${topic}) - cast(${later} as bigint))`;
  return sql`
    insert into topic_update (topic, slot, seq, event, at, data, for_members, members_only, feed)
    values (${topic}, ${seq} % ${sql.lit(TOPIC_UPDATES_MAX)}, ${seq}, ${event}, ${at}, ${data}, ${for_members},
      ${members_only}, ${feed})
    on conflict (topic, slot) do update set seq = excluded.seq, event = excluded.event, at = excluded.at,
      data = excluded.data, for_members = excluded.for_members, members_only = excluded.members_only,
      feed = excluded.feed`;
}

const nextAnnouncement = prepare(() => sql`update counter set value = value + 1 where name = 'announcement'`);

/** Overwrites the announcement that is ANNOUNCEMENTS_KEPT_MAX older. */
const announce = prepare<{ event: string; at: number; data: string }>(({ event, at, data }) => {
  const seq = sql`(select value from counter where name = 'announcement')`;
  return sql`
    insert into announcement (slot, seq, event, at, data)
    values (${seq} % ${sql.lit(ANNOUNCEMENTS_KEPT_MAX)}, ${seq}, ${event}, ${at}, ${data})
    on conflict (slot) do update set seq = excluded.seq, event = excluded.event, at = excluded.at, data = excluded.data`;
});

const remember = prepare<Omit<RememberedAnswer, 'answer'> & { answer: string; bytes: number }>(
  ({ id, fingerprint, at, answer, bytes }) => sql`
    insert into answer (id, fingerprint, at, answer, bytes) values (${id}, ${fingerprint}, ${at}, ${answer}, ${bytes})
    on conflict (id) do update set
      fingerprint = excluded.fingerprint, at = excluded.at, answer = excluded.answer, bytes = excluded.bytes`,
);

export const saveProgress = prepare<{ receiver: string; seq: number; owed: string }>(
  ({ receiver, seq, owed }) => sql`
    insert into webhook_cursor (receiver, seq, owed) values (${receiver}, ${seq}, ${owed})
    on conflict (receiver) do update set seq = excluded.seq, owed = excluded.owed`,
);

export const forgetReceiver = prepare<{ receiver: string }>(
  ({ receiver }) => sql`delete from webhook_cursor where receiver = ${receiver}`,
);

const SECRET = 'secret_fingerprint';

/** Returns the fingerprint that is stored after it. */
export const keepFingerprint = prepare<{ fingerprint: string; replace: boolean }>(
  ({ fingerprint, replace }) => sql`
    insert into installation (name, value) values (${sql.lit(SECRET)}, ${fingerprint})
    on conflict (name) do update set value = case when ${replace} then excluded.value else installation.value end
    returning value`,
);
