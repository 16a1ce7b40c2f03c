import { isAway, type DungeonParty } from './dungeon-party.ts';

/** What holds a run: the whole party, or one member. The reason is the kind that a start is refused with. */
export type StartBlocker =
  | { reason: 'party_empty' | 'session_running'; player_id: null }
  | { reason: 'member_away' | 'not_ready'; player_id: string };

/** Empty when the leader can start. A leader says by the start itself to be ready. Rule: [PARTY-14]. */
export function startBlockers(party: DungeonParty): StartBlocker[] {
  if (party.session_id !== null) return [{ reason: 'session_running', player_id: null }];
  if (party.members.length === 0) return [{ reason: 'party_empty', player_id: null }];
  return party.members.flatMap((member): StartBlocker[] => {
    const { player_id } = member;
    if (isAway(member)) return [{ reason: 'member_away', player_id }];
    return member.ready || player_id === party.leader_id ? [] : [{ reason: 'not_ready', player_id }];
  });
}
