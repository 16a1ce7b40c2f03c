import { publicDungeonParty, type PublicDungeonParty } from '../../domain/dungeons/dungeon-party-views.ts';
import type { DungeonParty } from '../../domain/dungeons/dungeon-party.ts';
import type { Lobby } from '../../domain/dungeons/lobby.ts';
import type { ShownDungeonParties } from '../../domain/dungeons/ShownDungeonParties.ts';
import { type LobbyState, PartyMemberState, PartyState, StartBlockerState } from './lobby.ts';
import { showEach } from './show-each.ts';

/** Makes the state show these parties as they are, or no longer, and whichever others have room now or have lost it. Rule: [PARTY-19]. */
export function showDungeonParties(
  state: LobbyState,
  { parties }: Lobby,
  shown: ShownDungeonParties,
  changed: Iterable<string>,
): void {
  const moved = Array.from(changed, (partyId) => {
    const party = parties.get(partyId);
    return shown.put(partyId, party && publicDungeonParty(party));
  }).flat();
  for (const partyId of new Set(moved)) {
    if (shown.has(partyId)) showDungeonParty(state, parties.get(partyId)!);
    else state.parties.delete(partyId);
  }
  state.more = shown.more;
}

function showDungeonParty(state: LobbyState, party: DungeonParty): void {
  const { party_id } = party;
  const shown = state.parties.get(party_id) ?? new PartyState();
  fill(shown, publicDungeonParty(party));
  if (!state.parties.has(party_id)) state.parties.set(party_id, shown);
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
