import type { DungeonPartyReply, Replayable, RequestIdentity } from '../directory/rooms.ts';
import { MAIN_LOBBY, type DungeonPartyRequest } from '../protocol/dungeon-party-requests.ts';
import type { HttpServices } from './HttpServices.ts';

/** One player's request, and the lobby it is for where that is not its party's. */
export type LobbyCall = {
  player_id: string | null;
  request: DungeonPartyRequest;
  identity: RequestIdentity | null;
  lobby: string | null;
};

/** Asks the one lobby that a request is for. Refuses what it refuses. */
export async function askLobby(
  { directory, store }: HttpServices,
  call: LobbyCall,
): Promise<Replayable<DungeonPartyReply>> {
  const { player_id, request, identity } = call;
  const party_id = 'party_id' in request ? request.party_id : undefined;
  const party = party_id === undefined ? null : await store.dungeonParty(party_id);
  // A party that is gone is any lobby's to refuse, or to answer as before: this may be the request that ended it, sent again.
  const lobby = call.lobby ?? party?.lobby ?? MAIN_LOBBY;
  return (await directory.lobby(lobby)).request(player_id, request, identity);
}
