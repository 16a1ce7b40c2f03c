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

/** Of the view what the state does not have: its lobby and privacy are the same for all, and its players are its members. */
type NotShown = 'lobby' | 'privacy' | 'players' | 'members' | 'blockers';

function fill(state: PartyState, party: PublicDungeonParty): void {
  const { lobby: _lobby, privacy: _privacy, players: _players, members: inParty, blockers: ofParty, ...fields } = party;
  // For each field of the view there must be one of the state.
  const shown: { [Field in Exclude<keyof PublicDungeonParty, NotShown>]: PartyState[Field] } = {
    ...fields,
    leader_id: fields.leader_id ?? '',
    session_id: fields.session_id ?? '',
    last_heard_at: fields.last_heard_at ?? 0,
  };
  state.assign(shown);
  const members = inParty.map((member, place) => ({ ...member, class: member.class ?? '', place }));
  showEach(state.members, members, () => new PartyMemberState());
  const blockers = ofParty.map(({ player_id, reason }) => ({ player_id: player_id ?? '', reason }));
  showEach(state.blockers, blockers, () => new StartBlockerState());
}
