import { type RawBuilder, sql } from 'kysely';
import { ANNOUNCEMENTS_KEPT_MAX, TOPIC_UPDATES_MAX } from '../limits.ts';
import type { NewAnnouncement } from '../../projections/announcement.ts';
import type { NewUpdate, Topic } from '../../projections/update.ts';
import type { RememberedAnswer } from '../store.ts';
import { prepare, type Query } from './statement.ts';

type TopicKind = 'drops' | 'lobby' | 'party' | 'session' | 'ticket';

/**
 * The first one returns the update's number in its topic. `after`: how many numbers were taken in the feed after this update's own;
 * null without a feed.
 */
export function updateWrites(
  { topic, event, at, data, for_members, members_only }: NewUpdate,
  after: number | null,
): [Query, Query] {
  const kind = kindOf(topic);
  const ended_at = event === LAST_OF[kind] ? at : null;
  const texts = { data: JSON.stringify(data), for_members: for_members ? JSON.stringify(for_members) : null };
  const row = { topic, event, at, ...texts, members_only: members_only ?? false };
  return [number({ topic, kind, at, ended_at }), after === null ? keep(row) : keepInFeed({ ...row, after })];
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

const number = prepare<{ topic: string; kind: string; at: number; ended_at: number | null }>(
  ({ topic, kind, at, ended_at }) => sql`
    insert into topic (name, kind, seq, told_at, ended_at) values (${topic}, ${kind}, 1, ${at}, ${ended_at})
    on conflict (name) do update set seq = topic.seq + 1, told_at = excluded.told_at, ended_at = excluded.ended_at
    returning seq`,
);

type UpdateRow = Record<'topic' | 'event' | 'data', string> & {
  at: number;
  for_members: string | null;
  members_only: boolean;
};

const keep = prepare<UpdateRow>((row) => overwriteOldest(row, sql`null`));

const keepInFeed = prepare<UpdateRow & { after: number }>((row) =>
  overwriteOldest(row, sql`(select value from counter where name = 'feed') - cast(${row.after} as bigint)`),
);

/** Overwrites the update that is TOPIC_UPDATES_MAX older, so that nothing has to be deleted. */
function overwriteOldest(
  { topic, event, at, data, for_members, members_only }: UpdateRow,
  feed: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const seq = sql`(select seq from topic where name = ${topic})`;
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
