import type { Data } from '../json.ts';
import type { Arrival, DungeonParty, DungeonPartySettings, Presence } from './dungeon-party.ts';

/**
 * Everything that can happen to a dungeon party. Stored in this form: a change here needs a change in the store's schema.
 * The events of one command share a `version` and are one commit. Times are epoch milliseconds.
 */
export type DungeonPartyEvent = DungeonPartyChange & { lobby: string; party_id: string; version: number; at: number };

/** A player who joins, and how. */
export type Newcomer = { player_id: string; name: string; class: string | null; data: Data; presence: Arrival };

/** What a member may change about itself. */
export type MemberChanges = { ready?: boolean; class?: string | null; data?: Data };

/**
 * `session_id` names the session that an event takes a player or the party out of; its room has to be told.
 * `leader_id` is who leads afterwards.
 */
export type DungeonPartyChange =
  | { type: 'party_created'; join_code: string; settings: DungeonPartySettings; member: Newcomer | null }
  | { type: 'party_updated'; changes: Partial<DungeonPartySettings> }
  | { type: 'member_joined'; member: Newcomer }
  | { type: 'member_left'; player_id: string; reason: LeaveReason; leader_id: string | null; session_id: string | null }
  | { type: 'member_kicked'; player_id: string; by: string; session_id: string | null }
  | { type: 'member_changed'; player_id: string; changes: MemberChanges }
  | { type: 'member_presence'; player_id: string; status: Presence['status'] }
  | { type: 'leader_promoted'; player_id: string; by: string }
  | { type: 'player_invited'; player_id: string; by: string; expires_at: number }
  | { type: 'invite_declined'; player_id: string }
  | { type: 'party_session_started'; session_id: string }
  | { type: 'party_session_ended'; session_id: string }
  | { type: 'party_dissolved'; reason: DissolveReason; by: string | null; session_id: string | null };

/** `away`: the connection stayed lost for longer than the grace. */
export type LeaveReason = 'left' | 'away';

/** `empty`: nobody joined in time. `untouched`: nothing happened for too long while nobody was connected. */
export type DissolveReason = 'dissolved' | 'last_left' | 'empty' | 'untouched';

/** Turns one command's changes into events, which share the party's next version. */
export function toDungeonPartyEvents(
  party: DungeonParty,
  at: number,
  changes: DungeonPartyChange[],
): DungeonPartyEvent[] {
  const { lobby, party_id } = party;
  return changes.map((change) => ({ ...change, lobby, party_id, version: party.version + 1, at }));
}
