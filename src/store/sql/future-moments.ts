import { type RawBuilder, sql } from 'kysely';
import { INVITE_MS, READY_DEADLINE_MS, RECENT_DROPS_MAX } from '../../domain/limits.ts';
import { prepare, type Query } from './statement.ts';
import type { Tables } from './tables.ts';

type Now = { now: number; invite: number; deadline: number };
type Column<T extends keyof Tables> = keyof Tables[T] & string;

/** Sets the column to the latest moment that it can have, where it is later. */
function latest<T extends keyof Tables>(
  table: T,
  column: Column<T>,
  moment: keyof Now = 'now',
  among?: RawBuilder<unknown>,
) {
  const only = among ? sql` and ${among}` : sql``;
  return prepare<Now>(
    (moments) =>
      sql`update ${sql.table(table)} set ${sql.ref(column)} = ${moments[moment]}
        where ${sql.ref(column)} > ${moments[moment]}${only}`,
  );
}

/** The drops that witnesses can still match. Older ones are only shown. */
const isOpen = sql`id in (
  select "drop".id from drop_party join "drop" on drop_party_id = drop_party.id
  where is_active and number > total_drops - ${sql.lit(RECENT_DROPS_MAX)})`;

const STATEMENTS = [
  // Watchers need a full resync, because no update tells them of a time that was repaired.
  prepare<Now>(({ now }) => sql`update topic set seq = seq + 1 where told_at > ${now}`),
  latest('topic', 'told_at'),
  latest('topic', 'ended_at'),
  latest('drop_party', 'created_at', 'now', sql`is_active`),
  latest('drop_party', 'last_drop_at', 'now', sql`is_active`),
  latest('drop', 'dropped_at', 'now', isOpen),
  latest('world_reporter', 'since'),
  latest('world_reporter', 'last'),
  latest('dungeon_party', 'created_at'),
  latest('dungeon_party', 'updated_at'),
  latest('dungeon_party_member', 'joined_at'),
  latest('dungeon_party_member', 'away_since'),
  latest('dungeon_party_invite', 'expires_at', 'invite'),
  latest('session', 'created_at'),
  latest('session', 'updated_at'),
  latest('session', 'started_at'),
  latest('session', 'completed_at'),
  latest('session', 'ready_deadline_at', 'deadline'),
  latest('session_player', 'away_since'),
  latest('announcement', 'at'),
  latest('answer', 'at'),
];

/**
 * Repairs moments that are still to come, for the start: the system clock was set back while the server was down. Everything is counted
 * from them, so a drop party would run on, and a seat be kept, for as long as the clock was ahead. Rule: [STORE-8].
 */
export function repairFutureMoments(now: number): Query[] {
  const moments = { now, invite: now + INVITE_MS, deadline: now + READY_DEADLINE_MS };
  return STATEMENTS.map((statement) => statement(moments));
}
