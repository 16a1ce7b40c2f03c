import { refuse } from '../refusals.ts';
import { accept, type DungeonPartyDecision } from './commands.ts';
import { heirOf } from './decide-membership.ts';
import { type DungeonParty, memberOf } from './dungeon-party.ts';
import type { DungeonPartyChange } from './dungeon-party-events.ts';
import type { Lobby } from './lobby.ts';

/** What an admin of the server does to a party. Rule: [PARTY-20]. */
export type DungeonPartyAdminCommand = { by: 'admin'; party_id: string } & (
  { type: 'kick'; player_id: string } | { type: 'dissolve' }
);

/** Judges an admin's command: whoever leads the party, and during a session, too. Rule: [PARTY-20]. */
export function decideDungeonPartyByAdmin(
  lobby: Lobby,
  command: DungeonPartyAdminCommand,
  now: number,
): DungeonPartyDecision {
  const party = lobby.parties.get(command.party_id);
  if (!party) return refuse('party_not_found');
  if (command.type === 'kick' && !memberOf(party, command.player_id)) return refuse('player_not_in_party');
  return accept(party, now, command.type === 'kick' ? kick(party, command.player_id) : [dissolve(party)]);
}

/** A leader who is kicked is followed as one who leaves is. */
function kick(party: DungeonParty, player_id: string): DungeonPartyChange[] {
  const { leader_id, session_id } = party;
  const kicked: DungeonPartyChange = { type: 'member_kicked', player_id, by: null, session_id };
  if (player_id !== leader_id) return [kicked];
  const heir = heirOf(party, new Set([player_id]));
  if (heir === null) return [kicked, { type: 'party_dissolved', reason: 'last_left', by: null, session_id }];
  return [{ type: 'leader_promoted', player_id: heir, by: null }, kicked];
}

function dissolve({ session_id }: DungeonParty): DungeonPartyChange {
  return { type: 'party_dissolved', reason: 'admin', by: null, session_id };
}
