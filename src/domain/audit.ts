import type { Data } from './json.ts';

/** What an admin can do, and what the target of each act is. */
export const AUDIT_ACTS = {
  key_made: 'the name of an ingest key',
  key_revoked: 'the name of an ingest key',
  muted: 'a reporter, or a source of reports, as a hash',
  unmuted: 'a reporter, or a source of reports, as a hash',
  player_banned: 'a player_id',
  player_unbanned: 'a player_id',
  player_kicked: 'a player_id',
  drop_party_ended: 'the id of a drop party',
  drop_removed: 'the id of a drop party',
  drop_confirmed: 'the id of a drop party',
  dungeon_party_dissolved: 'a party_id',
  session_closed: 'a session_id',
  notice_posted: 'nothing',
  notice_cleared: 'nothing',
  drain_started: 'nothing',
  room_closed: 'the id of a room',
  client_disconnected: 'the id of a room',
} as const;

export type AuditAct = keyof typeof AUDIT_ACTS;

/** One act of an admin. `at` is epoch milliseconds, `who` the address it came from. Never holds a secret. */
export type AuditEntry = { at: number; who: string; act: AuditAct; target: string; details: Data };

/** An entry in the log. Ids grow. */
export type LoggedAct = AuditEntry & { id: number };
