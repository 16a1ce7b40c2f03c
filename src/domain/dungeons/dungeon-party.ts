import type { Data } from '../json.ts';
import {
  EMPTY_PARTY_MS,
  INVITE_MS,
  JOIN_REQUEST_MS,
  LOBBY_PARTIES_MAX,
  PARTY_PLAYERS_DEFAULT,
  RECONNECT_GRACE_MS,
  REST_PRESENCE_MS,
} from '../limits.ts';

export const GAME_TYPES = ['solo', 'coop', 'pvp'] as const;
export type GameType = (typeof GAME_TYPES)[number];

export const PRIVACIES = ['public', 'private'] as const;
export type Privacy = (typeof PRIVACIES)[number];

/** What a leader may change. */
export type DungeonPartySettings = {
  name: string;
  /** 1 to PARTY_PLAYERS_MAX. A solo party has one seat regardless: see `seats`. */
  max_players: number;
  game_type: GameType;
  /** The game's own word, such as `normal` or `nightmare`. */
  difficulty: string;
  /** The game's own word for where it is played, such as `eu`. Empty for none. */
  region: string;
  privacy: Privacy;
  /** Made by the door's hash function. The domain only compares it. */
  password_hash: string | null;
  locked: boolean;
  data: Data;
};

/** The settings of a new party that its creator does not choose. Also the one list of all settings. */
export const DEFAULT_SETTINGS: DungeonPartySettings = {
  name: 'Party',
  max_players: PARTY_PLAYERS_DEFAULT,
  game_type: 'coop',
  difficulty: 'normal',
  region: '',
  privacy: 'public',
  password_hash: null,
  locked: false,
  data: {},
};

/** The settings in the game's own words that lists and quick joins filter by. The party must have the same word. */
export const LABEL_FILTERS = ['difficulty', 'region'] as const satisfies (keyof DungeonPartySettings)[];

export type LabelFilter = (typeof LABEL_FILTERS)[number];

/** Those of the fields that are settings and are not undefined. */
export function pickSettings(fields: {
  [Setting in keyof DungeonPartySettings]?: DungeonPartySettings[Setting] | undefined;
}): Partial<DungeonPartySettings> {
  const names = Object.keys(DEFAULT_SETTINGS) as (keyof DungeonPartySettings)[];
  return Object.fromEntries(names.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]));
}

/** How a player joins: by REST calls alone, or with a connection that can be lost. */
export type Arrival = 'rest' | 'online';

/**
 * Whether a member is present. `heard_at` is when a member without a connection was last heard of, if that is long ago; without it, the
 * member is there, or had a connection. Epoch milliseconds. Rule: [PARTY-11].
 */
export type Presence =
  { status: 'online' } | { status: 'rest'; heard_at?: number } | { status: 'away'; since: number; heard_at?: number };

export type Member = {
  player_id: string;
  name: string;
  /** The game's own word for the player's role. */
  class: string | null;
  data: Data;
  ready: boolean;
  presence: Presence;
  joined_at: number;
};

export type Invite = { by: string; expires_at: number };

/** A player who asks to be let in, and joins as this once the leader accepts. */
export type JoinRequest = {
  name: string;
  class: string | null;
  data: Data;
  /** What the player says to the leader; empty for nothing. */
  message: string;
  requested_at: number;
  expires_at: number;
};

/** A dungeon party. Times are epoch milliseconds. Only `applyDungeonPartyEvent` makes and changes it. */
export type DungeonParty = DungeonPartySettings & {
  party_id: string;
  lobby: string;
  /** Null if, and only if, there are no members yet. */
  leader_id: string | null;
  /** In joining order, so that the longest-standing is the first. */
  members: Member[];
  /** Lets players into a private party. Shown only to members. */
  join_code: string;
  /** Kicked players, the earliest first. */
  banned: Set<string>;
  /** By invited player. Expired ones are removed at the next invite. */
  invites: Map<string, Invite>;
  /** The join requests that wait for the leader, by player, the earliest first. Rule: [PARTY-22]. */
  requests: Map<string, JoinRequest>;
  /** Until when players who were declined may not ask again, the earliest first. */
  declined: Map<string, number>;
  /** The session that the party is in, from its start until it is complete. */
  session_id: string | null;
  /** Starts at 1 and grows by one with each command or notice that changes the party. Rule: [PARTY-3]. */
  version: number;
  created_at: number;
  updated_at: number;
};

export function memberOf(party: DungeonParty, playerId: string): Member | undefined {
  return party.members.find((member) => member.player_id === playerId);
}

/** A solo party has one seat; its `max_players` applies again once it is no longer solo. Rule: [PARTY-2]. */
export function seats({ game_type, max_players }: Pick<DungeonPartySettings, 'game_type' | 'max_players'>): number {
  return game_type === 'solo' ? 1 : max_players;
}

/** Of a party or of its view. */
export function isFull(
  party: Pick<DungeonParty, 'game_type' | 'max_players'> & { members: readonly unknown[] },
): boolean {
  return party.members.length >= seats(party);
}

export function isAway(member: Member): boolean {
  return member.presence.status === 'away';
}

/** Whether the member has a connection, or was heard of lately. */
export function isThere({ presence }: Member): boolean {
  return presence.status === 'online' || (presence.status === 'rest' && presence.heard_at === undefined);
}

/** When a party was last heard of in which nobody is there; null if somebody is, if it has no members, or if it is in a session. */
export function lastHeardAt({ members, session_id }: DungeonParty): number | null {
  if (session_id !== null || members.length === 0 || members.some(isThere)) return null;
  return Math.max(...members.map(({ presence }) => heardAt(presence)));
}

/** Of a member who is not there. */
function heardAt(presence: Presence): number {
  if (presence.status === 'away') return presence.heard_at ?? presence.since;
  return (presence.status === 'rest' && presence.heard_at) || 0;
}

/** What keeps a session from starting: the whole party, or one member. `reason` is the kind that a start is refused with. */
export type StartBlocker =
  | { reason: 'party_empty' | 'session_running'; player_id: null }
  | { reason: 'member_away' | 'not_ready'; player_id: string };

/** Empty when the leader can start. The leader counts as ready. Rule: [PARTY-14]. */
export function startBlockers(party: DungeonParty): StartBlocker[] {
  if (party.session_id !== null) return [{ reason: 'session_running', player_id: null }];
  if (party.members.length === 0) return [{ reason: 'party_empty', player_id: null }];
  return party.members.flatMap((member): StartBlocker[] => {
    const { player_id } = member;
    if (isAway(member)) return [{ reason: 'member_away', player_id }];
    return member.ready || player_id === party.leader_id ? [] : [{ reason: 'not_ready', player_id }];
  });
}

/** The rules' parameters that a test may set. */
export type DungeonPartyRules = {
  partiesMax: number;
  reconnectGraceMs: number;
  emptyPartyMs: number;
  inviteMs: number;
  joinRequestMs: number;
  restPresenceMs: number;
  /** Whether the player is banned from the server. */
  isBanned: (playerId: string) => boolean;
};

export const DUNGEON_PARTY_RULES: DungeonPartyRules = {
  partiesMax: LOBBY_PARTIES_MAX,
  reconnectGraceMs: RECONNECT_GRACE_MS,
  emptyPartyMs: EMPTY_PARTY_MS,
  inviteMs: INVITE_MS,
  joinRequestMs: JOIN_REQUEST_MS,
  restPresenceMs: REST_PRESENCE_MS,
  isBanned: () => false,
};
