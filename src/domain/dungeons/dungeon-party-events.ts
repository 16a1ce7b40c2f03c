import type { Data } from '../json.ts';
import type { Arrival, DungeonParty, DungeonPartySettings, Presence } from './dungeon-party.ts';

/**
 * All that can happen to a dungeon party. Stored in this form, so a change here needs a change in the store's schema too.
 * Events of one command have one `version` and are one commit.
 */
export type DungeonPartyEvent = DungeonPartyChange & { lobby: string; party_id: string; version: number; at: number };

/** Who joins, and how. */
export type Newcomer = { player_id: string; name: string; class: string | null; data: Data; presence: Arrival };

/** What a member says of itself. */
export type MemberChanges = { ready?: boolean; class?: string | null; data?: Data };

/**
 * Where an event takes a player or a party away from a run, `session_id` names the run, whose room has to hear of it.
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

/** `away`: the connection stayed lost beyond the grace. */
export type LeaveReason = 'left' | 'away';

/** `empty`: nobody joined in time. `untouched`: nothing happened for too long, and nobody was connected. */
export type DissolveReason = 'dissolved' | 'last_left' | 'empty' | 'untouched';

/** One accepted command's events, with one new version for all of them. */
export function toDungeonPartyEvents(
  party: DungeonParty,
  at: number,
  changes: DungeonPartyChange[],
): DungeonPartyEvent[] {
  const { lobby, party_id } = party;
  return changes.map((change) => ({ ...change, lobby, party_id, version: party.version + 1, at }));
}
