import type { PublicMember, PublicDungeonParty } from '../../domain/dungeons/dungeon-party-views.ts';
import type { PartyState } from '../../rooms/schema/lobby.ts';

/** A member as anybody may see it. */
export type ShownMember = Readonly<PublicMember>;

/** Of a party what is shown here, in the shape that members are sent theirs in. */
export type ShownParty = Readonly<
  Pick<
    PublicDungeonParty,
    'party_id' | 'name' | 'leader_id' | 'player_count' | 'max_players' | 'difficulty' | 'locked' | 'has_password'
  > &
    Pick<PublicDungeonParty, 'can_start' | 'session_id' | 'created_at'> & {
      game_type: string;
      members: readonly ShownMember[];
      blockers: readonly ShownBlocker[];
    }
>;

type ShownBlocker = { reason: string; player_id: string | null };

/** A party as the lobby's state has it, where what is not there is an empty string. */
export function shownParty(state: PartyState): ShownParty {
  const members = [...state.members.values()].toSorted((a, b) => a.place - b.place);
  return {
    party_id: state.party_id,
    name: state.name,
    leader_id: state.leader_id || null,
    player_count: state.player_count,
    max_players: state.max_players,
    game_type: state.game_type,
    difficulty: state.difficulty,
    locked: state.locked,
    has_password: state.has_password,
    can_start: state.can_start,
    session_id: state.session_id || null,
    created_at: state.created_at,
    members: members.map((member) => ({
      player_id: member.player_id,
      name: member.name,
      class: member.class || null,
      ready: member.ready,
      connected: member.connected,
    })),
    blockers: Array.from(state.blockers.values(), ({ reason, player_id }) => ({
      reason,
      player_id: player_id || null,
    })),
  };
}

/** What holds a start: the party itself, or members, by name. */
export type Holders = { itself: 'session_running' | 'party_empty' | null; away: string[]; notReady: string[] };

export function holdersOf({ members, blockers }: Pick<ShownParty, 'members' | 'blockers'>): Holders {
  const names = new Map(members.map(({ player_id, name }) => [player_id, name]));
  const held = (reason: string) =>
    blockers.filter((blocker) => blocker.reason === reason).map(({ player_id }) => names.get(player_id!) ?? '');
  const isHeldBy = (reason: string) => blockers.some((blocker) => blocker.reason === reason);
  return {
    itself: isHeldBy('session_running') ? 'session_running' : isHeldBy('party_empty') ? 'party_empty' : null,
    away: held('member_away'),
    notReady: held('not_ready'),
  };
}

/** A lobby in figures. */
export type Tally = {
  parties: number;
  players: number;
  /** Of parties that are not on a run and not locked. */
  freeSeats: number;
  /** The runs that parties are on, in one text that changes when they do. */
  runs: string;
};

export function tallyOf(parties: Iterable<ShownParty>): Tally {
  const tally = { parties: 0, players: 0, freeSeats: 0 };
  const runs: string[] = [];
  for (const party of parties) {
    tally.parties += 1;
    tally.players += party.player_count;
    if (party.session_id !== null) runs.push(party.session_id);
    else if (!party.locked) tally.freeSeats += party.max_players - party.player_count;
  }
  return { ...tally, runs: runs.toSorted().join(' ') };
}
