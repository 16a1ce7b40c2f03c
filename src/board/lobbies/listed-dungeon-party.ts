import { freeSeats, type PublicMember } from '../../domain/dungeons/dungeon-party-views.ts';
import type { PartyState } from '../../rooms/schema/lobby.ts';

export type ListedMember = Readonly<PublicMember>;

/** What prevents a start: the party itself, where `player_id` is null, or one of its members. */
type Blocker = { reason: string; player_id: string | null };

type State = ReturnType<PartyState['toJSON']>;

/** A dungeon party as the lobby lists it, in the same shape as its members receive it. */
export type ListedDungeonParty = Readonly<
  Omit<State, 'leader_id' | 'session_id' | 'last_heard_at' | 'members' | 'blockers'> & {
    leader_id: string | null;
    session_id: string | null;
    last_heard_at: number | null;
    members: readonly ListedMember[];
    blockers: readonly Blocker[];
  }
>;

/** In the lobby's state, empty strings and the time 0 stand for null. */
export function listedDungeonParty(state: PartyState): ListedDungeonParty {
  const members = [...state.members.values()].toSorted((a, b) => a.place - b.place);
  return {
    ...state.toJSON(),
    leader_id: state.leader_id || null,
    session_id: state.session_id || null,
    last_heard_at: state.last_heard_at || null,
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

/** What prevents a start; members by name. */
export type BlockersByReason = { party: 'session_running' | 'party_empty' | null; away: string[]; notReady: string[] };

export function blockersByReason({
  members,
  blockers,
}: Pick<ListedDungeonParty, 'members' | 'blockers'>): BlockersByReason {
  const names = new Map(members.map(({ player_id, name }) => [player_id, name]));
  const namesFor = (reason: string) =>
    blockers.filter((blocker) => blocker.reason === reason).map(({ player_id }) => names.get(player_id!) ?? '');
  const has = (reason: string) => blockers.some((blocker) => blocker.reason === reason);
  return {
    party: has('session_running') ? 'session_running' : has('party_empty') ? 'party_empty' : null,
    away: namesFor('member_away'),
    notReady: namesFor('not_ready'),
  };
}

/** The figures of a lobby. */
export type Tally = {
  parties: number;
  players: number;
  /** In parties that are neither locked nor on a run. */
  freeSeats: number;
  /** The ids of the running sessions as one text, which changes when they do. */
  sessions: string;
};

export function tallyOf(parties: Iterable<ListedDungeonParty>): Tally {
  const tally = { parties: 0, players: 0, freeSeats: 0 };
  const sessions: string[] = [];
  for (const party of parties) {
    tally.parties += 1;
    tally.players += party.player_count;
    if (party.session_id !== null) sessions.push(party.session_id);
    tally.freeSeats += freeSeats(party);
  }
  return { ...tally, sessions: sessions.toSorted().join(' ') };
}
