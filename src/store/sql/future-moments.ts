import { sql } from 'kysely';
import { INVITE_MS, JOIN_REQUEST_MS, READY_DEADLINE_MS, RECENT_DROPS_MAX } from '../../domain/limits.ts';
import type { Row } from './Engine.ts';
import { prepare, type Query } from './statement.ts';
import type { Tables } from './tables.ts';

type Now = { now: number; invite: number; request: number; deadline: number };
type Column<T extends keyof Tables> = keyof Tables[T] & string;

/** Sets the column to the latest moment that it can have, where it is later. */
function latest<T extends keyof Tables>(table: T, column: Column<T>, moment: keyof Now = 'now') {
  return prepare<Now>(
    (moments) =>
      sql`update ${sql.table(table)} set ${sql.ref(column)} = ${moments[moment]} where ${sql.ref(column)} > ${moments[moment]}`,
  );
}

/** Of a running party. Ended ones are only shown. */
function latestOfRunning(column: Column<'drop_party'>) {
  return prepare<Now>(
    ({ now }) => sql`update drop_party set ${sql.ref(column)} = ${now} where is_active and ${sql.ref(column)} > ${now}`,
  );
}

/** Some of the drops that witnesses can still match. Older ones are only shown. */
const someOpenDrops = prepare<Pick<Now, 'now'>>(
  ({ now }) => sql`
    update "drop" set dropped_at = ${now} where id in (
      select "drop".id from drop_party join "drop" on drop_party_id = drop_party.id
      where is_active and number > total_drops + removed_drops - ${sql.lit(RECENT_DROPS_MAX)} and dropped_at > ${now} limit 500)
    returning id`,
);

const STATEMENTS = [
  // Watchers need a full resync, because no update tells them of a time that was repaired.
  prepare<Now>(({ now }) => sql`update topic set seq = seq + 1 where told_at > ${now}`),
  latest('topic', 'told_at'),
  latest('topic', 'ended_at'),
  latestOfRunning('created_at'),
  latestOfRunning('last_drop_at'),
  latest('world_reporter', 'since'),
  latest('world_reporter', 'last'),
  latest('world_reporter', 'repeats_since'),
  latest('drop_witness', 'seen_at'),
  latest('dungeon_party', 'created_at'),
  latest('dungeon_party', 'updated_at'),
  latest('dungeon_party_member', 'joined_at'),
  latest('dungeon_party_member', 'away_since'),
  latest('dungeon_party_member', 'heard_at'),
  latest('dungeon_party_invite', 'expires_at', 'invite'),
  latest('dungeon_party_request', 'requested_at'),
  latest('dungeon_party_request', 'expires_at', 'request'),
  latest('dungeon_party_declined', 'until', 'request'),
  latest('ticket', 'created_at'),
  latest('ticket', 'updated_at'),
  latest('ticket', 'ended_at'),
  latest('session', 'created_at'),
  latest('session', 'updated_at'),
  latest('session', 'started_at'),
  latest('session', 'completed_at'),
  latest('session', 'ready_deadline_at', 'deadline'),
  latest('session_player', 'away_since'),
  latest('session_player', 'heard_at'),
  latest('answer', 'at'),
];

/**
 * Repairs moments that are still to come, for the start: the system clock was set back while the server was down. Everything is counted
 * from them, so a drop party would run on, and a seat be kept, for as long as the clock was ahead. Rule: [STORE-8].
 */
export async function repairFutureMoments(now: number, commit: (queries: Query[]) => Promise<Row[][]>): Promise<void> {
  const moments = {
    now,
    invite: now + INVITE_MS,
    request: now + JOIN_REQUEST_MS,
    deadline: now + READY_DEADLINE_MS,
  };
  await commit(STATEMENTS.map((statement) => statement(moments)));
  while ((await commit([someOpenDrops({ now })])).flat().length > 0);
}
