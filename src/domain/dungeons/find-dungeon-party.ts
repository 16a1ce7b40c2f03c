import { type Data, sameJson } from '../json.ts';
import type { Lobby } from './lobby.ts';
import { type DungeonParty, type GameType, isFull, isThere, LABEL_FILTERS, type LabelFilter } from './dungeon-party.ts';

/** What lists and quick joins filter by. An undefined field matches everything. */
export type DungeonPartyFilter = { [Label in LabelFilter]?: string | undefined } & {
  game_type?: GameType | undefined;
  has_room?: boolean | undefined;
  /** Number of members, both bounds inclusive. */
  players_min?: number | undefined;
  players_max?: number | undefined;
  /** Case-insensitive. */
  name_prefix?: string | undefined;
  /** Each key must exist with an equal value. */
  data?: Data | undefined;
};

/** What filters look at, in a party or in its view. */
type Filterable = Pick<DungeonParty, 'name' | 'game_type' | 'max_players' | 'data' | LabelFilter> & {
  members: readonly unknown[];
};

export function matchesFilter(party: Filterable, filter: DungeonPartyFilter): boolean {
  const players = party.members.length;
  return (
    (filter.game_type === undefined || party.game_type === filter.game_type) &&
    LABEL_FILTERS.every((label) => filter[label] === undefined || party[label] === filter[label]) &&
    (filter.has_room === undefined || isFull(party) !== filter.has_room) &&
    (filter.players_min === undefined || players >= filter.players_min) &&
    (filter.players_max === undefined || players <= filter.players_max) &&
    (filter.name_prefix === undefined || startsWith(party.name, filter.name_prefix)) &&
    (filter.data === undefined || hasData(party.data, filter.data))
  );
}

/**
 * The party that the player can simply join: one where somebody is there before others, then the fullest, then the oldest. Looks at every
 * party of the lobby. Rule: [PARTY-10].
 */
export function findOpenDungeonParty(lobby: Lobby, playerId: string, filter: DungeonPartyFilter): DungeonParty | null {
  let best: DungeonParty | null = null;
  for (const party of lobby.parties.values()) {
    if (isOpenTo(party, playerId) && isBetter(party, best) && matchesFilter(party, filter)) best = party;
  }
  return best;
}

function isOpenTo(party: DungeonParty, playerId: string): boolean {
  return (
    party.privacy === 'public' &&
    !party.locked &&
    party.password_hash === null &&
    party.session_id === null &&
    !isFull(party) &&
    !party.banned.has(playerId)
  );
}

function isBetter(party: DungeonParty, best: DungeonParty | null): boolean {
  if (best === null) return true;
  const isAlive = party.members.some(isThere);
  if (isAlive !== best.members.some(isThere)) return isAlive;
  const players = party.members.length - best.members.length;
  if (players !== 0) return players > 0;
  const age = best.created_at - party.created_at;
  return age === 0 ? party.party_id < best.party_id : age > 0;
}

function startsWith(name: string, prefix: string): boolean {
  return name.toLowerCase().startsWith(prefix.toLowerCase());
}

function hasData(data: Data, wanted: Data): boolean {
  return Object.entries(wanted).every(([key, value]) => Object.hasOwn(data, key) && sameJson(data[key]!, value));
}
