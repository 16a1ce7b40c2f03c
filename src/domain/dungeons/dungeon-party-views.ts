import type { Data } from '../json.ts';
import {
  type DungeonParty,
  type DungeonPartySettings,
  isAway,
  type JoinRequest,
  lastHeardAt,
  seats,
  type StartBlocker,
  startBlockers,
} from './dungeon-party.ts';

export type PublicMember = {
  player_id: string;
  name: string;
  class: string | null;
  ready: boolean;
  connected: boolean;
};

/** What anybody may see of a public party. `max_players` is the number of seats: 1 in a solo party. Times are epoch milliseconds. */
export type PublicDungeonParty = Omit<DungeonPartySettings, 'password_hash' | 'data'> & {
  party_id: string;
  lobby: string;
  leader_id: string | null;
  /** The members' ids in joining order, as the seed's data model has them. */
  players: string[];
  members: PublicMember[];
  player_count: number;
  has_password: boolean;
  can_start: boolean;
  blockers: StartBlocker[];
  session_id: string | null;
  version: number;
  created_at: number;
  updated_at: number;
  /** When it was last heard of, if nobody in it is there. Rule: [PARTY-11]. */
  last_heard_at: number | null;
};

/** A player who asks to be let in. Its free-form data comes with it once it has joined. Times are epoch milliseconds. */
export type JoinRequestView = Omit<JoinRequest, 'data'> & { player_id: string };

/** What members see. */
export type MemberDungeonParty = Omit<PublicDungeonParty, 'members'> & {
  members: (PublicMember & { data: Data; joined_at: number })[];
  join_code: string;
  data: Data;
  requests: JoinRequestView[];
};

/** What of a party's view says whether anybody can take a seat. */
type Entrance = Pick<PublicDungeonParty, 'session_id' | 'locked' | 'player_count' | 'max_players'>;

/** Why nobody can join, whoever it is; null if there are seats to take. Rule: [PARTY-6]. */
export function closedReason(party: Entrance): 'session_running' | 'party_locked' | 'party_full' | null {
  if (party.session_id !== null) return 'session_running';
  if (party.locked) return 'party_locked';
  return party.player_count >= party.max_players ? 'party_full' : null;
}

/** Seats that can be taken. */
export function freeSeats(party: Entrance): number {
  return closedReason(party) === null ? party.max_players - party.player_count : 0;
}

/** Private parties are shown only to their members. */
export function isListed(party: Pick<DungeonParty, 'privacy'>): boolean {
  return party.privacy === 'public';
}

/** Leaves out the join code, password hash, bans, invites and free-form data. Rule: [PARTY-17]. */
export function publicDungeonParty(party: DungeonParty): PublicDungeonParty {
  const blockers = startBlockers(party);
  return {
    party_id: party.party_id,
    lobby: party.lobby,
    name: party.name,
    leader_id: party.leader_id,
    players: party.members.map(({ player_id }) => player_id),
    members: party.members.map((member) => ({
      player_id: member.player_id,
      name: member.name,
      class: member.class,
      ready: member.ready,
      connected: !isAway(member),
    })),
    player_count: party.members.length,
    max_players: seats(party),
    game_type: party.game_type,
    difficulty: party.difficulty,
    region: party.region,
    privacy: party.privacy,
    locked: party.locked,
    has_password: party.password_hash !== null,
    can_start: blockers.length === 0,
    blockers,
    session_id: party.session_id,
    version: party.version,
    created_at: party.created_at,
    updated_at: party.updated_at,
    last_heard_at: lastHeardAt(party),
  };
}

export function memberDungeonParty(party: DungeonParty, view = publicDungeonParty(party)): MemberDungeonParty {
  const members = view.members.map((member, place) => {
    const { data, joined_at } = party.members[place]!;
    return { ...member, data, joined_at };
  });
  const requests = Array.from(party.requests, ([player_id, request]) => joinRequestView(player_id, request));
  return { ...view, members, join_code: party.join_code, data: party.data, requests };
}

function joinRequestView(player_id: string, request: JoinRequest): JoinRequestView {
  const { data: _, ...shown } = request;
  return { player_id, ...shown };
}
