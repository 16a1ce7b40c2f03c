import type { LeaveReason, DungeonPartyChange } from './dungeon-party-events.ts';
import type { DungeonParty } from './dungeon-party.ts';

/** Members go, in the order given: who stands longest leads, and the last one out dissolves the party. Rule: [PARTY-8]. */
export function departures(party: DungeonParty, goers: string[], reason: LeaveReason): DungeonPartyChange[] {
  const { session_id } = party;
  const left = new Set<string>();
  let leader_id = party.leader_id;
  const changes = goers.map((player_id): DungeonPartyChange => {
    left.add(player_id);
    if (leader_id === player_id)
      leader_id = party.members.find((member) => !left.has(member.player_id))?.player_id ?? null;
    return { type: 'member_left', player_id, reason, leader_id, session_id };
  });
  if (left.size < party.members.length) return changes;
  return [...changes, { type: 'party_dissolved', reason: 'last_left', by: goers.at(-1)!, session_id }];
}
