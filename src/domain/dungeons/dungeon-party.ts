import type { Data } from '../json.ts';
import { PARTY_PLAYERS_DEFAULT } from '../limits.ts';

export const GAME_TYPES = ['solo', 'coop', 'pvp'] as const;
export type GameType = (typeof GAME_TYPES)[number];

export const PRIVACIES = ['public', 'private'] as const;
export type Privacy = (typeof PRIVACIES)[number];

/** What a leader may change. */
export type DungeonPartySettings = {
  name: string;
  /** 1 to PARTY_PLAYERS_MAX. A solo party has one seat all the same: see `seats`. */
  max_players: number;
  game_type: GameType;
  /** The game's own word, such as `normal` or `nightmare`. */
  difficulty: string;
  /** The game's own word for where it is played, such as `eu`; empty for none. */
  region: string;
  privacy: Privacy;
  /** As the door's hash function made it; the domain only compares it. */
  password_hash: string | null;
  locked: boolean;
  data: Data;
};

/** Of a new party, where its creator does not say otherwise. The one list of all settings. */
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

/** Only the settings among the fields, and of them only those that are given. */
export function pickSettings(fields: {
  [Setting in keyof DungeonPartySettings]?: DungeonPartySettings[Setting] | undefined;
}): Partial<DungeonPartySettings> {
  const names = Object.keys(DEFAULT_SETTINGS) as (keyof DungeonPartySettings)[];
  return Object.fromEntries(names.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]));
}

/** How a player comes in: by calls alone, or with a connection that can be lost. */
export type Arrival = 'rest' | 'online';

/** Whether a player is there. One who came by REST has no connection to lose. Epoch milliseconds. */
export type Presence = { status: Arrival } | { status: 'away'; since: number };

export type Member = {
  player_id: string;
  name: string;
  /** The game's own word for what the player plays. */
  class: string | null;
  data: Data;
  ready: boolean;
  presence: Presence;
  joined_at: number;
};

export type Invite = { by: string; expires_at: number };

/** A dungeon party. Times are epoch milliseconds. Made and changed by `applyPartyEvent` alone. */
export type DungeonParty = DungeonPartySettings & {
  party_id: string;
  lobby: string;
  /** Null when, and only when, there are no members yet. */
  leader_id: string | null;
  /** In joining order, so that the longest-standing is the first. */
  members: Member[];
  /** What lets one into a private party. Not for those outside to see. */
  join_code: string;
  /** Kicked players, the earliest first. */
  banned: Set<string>;
  /** By invited player. Those that are over stay until the next invite. */
  invites: Map<string, Invite>;
  /** The run that the party is on, from its start until its end. */
  session_id: string | null;
  /** From 1, one more for each accepted command that changed anything. */
  version: number;
  created_at: number;
  updated_at: number;
};

export function memberOf(party: DungeonParty, playerId: string): Member | undefined {
  return party.members.find((member) => member.player_id === playerId);
}

/** A solo party's `max_players` counts again once it is solo no more. Rule: [PARTY-2]. */
export function seats({ game_type, max_players }: Pick<DungeonPartySettings, 'game_type' | 'max_players'>): number {
  return game_type === 'solo' ? 1 : max_players;
}

export function isFull(party: DungeonParty): boolean {
  return party.members.length >= seats(party);
}

export function isAway(member: Member): boolean {
  return member.presence.status === 'away';
}
