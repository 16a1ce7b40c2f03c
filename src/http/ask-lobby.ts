import type { PartyReply } from '../directory/lobby.ts';
import type { RequestIdentity } from '../directory/request-identity.ts';
import { AppError } from '../domain/errors.ts';
import type { PartyRequest } from '../protocol/party-requests.ts';
import type { HttpServices } from './HttpServices.ts';
import { recallAnswer } from './recall-answer.ts';

/** One player's request, and the lobby it is for where it is not for that of its party. */
export type LobbyCall = {
  player_id: string | null;
  request: PartyRequest;
  identity: RequestIdentity | null;
  lobby: string | null;
};

/** Asks the one lobby that a request is for. Refuses what it refuses, and `party_not_found`. */
export async function askLobby(services: HttpServices, call: LobbyCall): Promise<PartyReply> {
  const { directory, store } = services;
  const { player_id, request, identity } = call;
  const lobby = call.lobby ?? (await lobbyOfParty(services, request));
  if (lobby !== null) return directory.call({ name: 'lobby', lobby }, 'request', player_id, request, identity);
  // The request may have been what ended the party.
  const known = identity && (await recallAnswer(store, identity));
  if (!known) throw new AppError('party_not_found');
  return { ...(known.answer as PartyReply), replayed: true };
}

async function lobbyOfParty({ store }: HttpServices, request: PartyRequest): Promise<string | null> {
  const party_id = 'party_id' in request ? request.party_id : undefined;
  if (party_id === undefined) return null;
  return (await store.dungeonParty(party_id))?.lobby ?? null;
}
