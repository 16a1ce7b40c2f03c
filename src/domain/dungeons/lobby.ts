import { emptyQueue, type Queue } from '../finder/queue.ts';
import type { DungeonParty } from './dungeon-party.ts';

/**
 * The parties of one lobby, and who looks for one. The indexes are derived from the parties and never stored. Made by `emptyLobby` or `restoreLobby`,
 * changed by `applyDungeonPartyEvent`.
 */
export type Lobby = {
  name: string;
  parties: Map<string, DungeonParty>;
  /** Player id to party id. Rule: [PARTY-1]. */
  partyOf: Map<string, string>;
  /** Join code to party id. */
  codes: Map<string, string>;
  /** Player id to the ids of the parties that it asks to be let in. Rule: [PARTY-22]. */
  requestsOf: Map<string, Set<string>>;
  queue: Queue;
};

export function emptyLobby(name: string): Lobby {
  return { name, parties: new Map(), partyOf: new Map(), codes: new Map(), requestsOf: new Map(), queue: emptyQueue() };
}

/** Takes ownership of the parties. */
export function restoreLobby(name: string, parties: Iterable<DungeonParty>, queue = emptyQueue()): Lobby {
  const lobby = { ...emptyLobby(name), queue };
  for (const party of parties) addDungeonParty(lobby, party);
  return lobby;
}

export function dungeonPartyOfPlayer(lobby: Lobby, playerId: string): DungeonParty | undefined {
  return lobby.parties.get(lobby.partyOf.get(playerId) ?? '');
}

/** Throws if the party cannot belong to this lobby, which is a bug in the caller or damage in the store. */
export function addDungeonParty(lobby: Lobby, party: DungeonParty): void {
  const { party_id, join_code } = party;
  if (party.lobby !== lobby.name)
    throw new Error(`party ${party_id} is of lobby "${party.lobby}", not "${lobby.name}"`);
  if (lobby.parties.has(party_id)) throw new Error(`party id ${party_id} is in use`);
  if (lobby.codes.has(join_code)) throw new Error(`the join code of party ${party_id} is in use`);
  lobby.parties.set(party_id, party);
  lobby.codes.set(join_code, party_id);
  for (const { player_id } of party.members) addPlayer(lobby, player_id, party_id);
  for (const playerId of party.requests.keys()) addRequest(lobby, playerId, party_id);
}

export function removeDungeonParty(lobby: Lobby, party: DungeonParty): void {
  for (const { player_id } of party.members) lobby.partyOf.delete(player_id);
  for (const playerId of party.requests.keys()) removeRequest(lobby, playerId, party.party_id);
  lobby.codes.delete(party.join_code);
  lobby.parties.delete(party.party_id);
}

export function addPlayer(lobby: Lobby, playerId: string, partyId: string): void {
  if (lobby.partyOf.has(playerId))
    throw new Error(`player "${playerId}" is in a party of lobby "${lobby.name}" already`);
  lobby.partyOf.set(playerId, partyId);
}

export function addRequest({ requestsOf }: Lobby, playerId: string, partyId: string): void {
  const asked = requestsOf.get(playerId) ?? new Set();
  requestsOf.set(playerId, asked.add(partyId));
}

export function removeRequest({ requestsOf }: Lobby, playerId: string, partyId: string): void {
  const asked = requestsOf.get(playerId);
  asked?.delete(partyId);
  if (asked?.size === 0) requestsOf.delete(playerId);
}
