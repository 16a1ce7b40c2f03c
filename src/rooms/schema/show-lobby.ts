import { isListed, publicDungeonParty, type PublicDungeonParty } from '../../domain/dungeons/dungeon-party-views.ts';
import type { DungeonParty } from '../../domain/dungeons/dungeon-party.ts';
import { type LobbyState, PartyMemberState, PartyState, StartBlockerState } from './lobby.ts';
import { showEach } from './show-each.ts';

/** Makes the state show the party as it is; private ones, and those that are gone, not at all. */
export function showDungeonParty(state: LobbyState, partyId: string, party: DungeonParty | undefined): void {
  if (!party || !isListed(party)) {
    state.parties.delete(partyId);
    return;
  }
  const shown = state.parties.get(partyId) ?? new PartyState();
  fill(shown, publicDungeonParty(party));
  if (!state.parties.has(partyId)) state.parties.set(partyId, shown);
}

function fill(state: PartyState, party: PublicDungeonParty): void {
  state.assign({
    party_id: party.party_id,
    name: party.name,
    leader_id: party.leader_id ?? '',
    player_count: party.player_count,
    max_players: party.max_players,
    game_type: party.game_type,
    difficulty: party.difficulty,
    locked: party.locked,
    has_password: party.has_password,
    can_start: party.can_start,
    session_id: party.session_id ?? '',
    version: party.version,
    created_at: party.created_at,
    updated_at: party.updated_at,
  });
  const members = party.members.map((member, place) => ({ ...member, class: member.class ?? '', place }));
  showEach(state.members, members, () => new PartyMemberState());
  const blockers = party.blockers.map(({ player_id, reason }) => ({ player_id: player_id ?? '', reason }));
  showEach(state.blockers, blockers, () => new StartBlockerState());
}
