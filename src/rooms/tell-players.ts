import type { Client } from '@colyseus/core';
import type { PartyEvent } from '../domain/parties/events.ts';
import { type Lobby, partyOfPlayer } from '../domain/parties/lobby.ts';
import { type MemberParty, memberView } from '../domain/parties/views.ts';
import type { Seat } from '../directory/Directory.ts';

type ClientsOf = (playerId: string) => Iterable<Client>;

/** What a lobby's room sends to one player, by message type. What all may see is in the state instead. */
export type ToPlayer = {
  /** The party that the player is in, whole, whenever it changed; null when it is in none any more, with the reason. */
  party: { party: MemberParty | null; reason: string | null };
  invited: { party_id: string; name: string; by: string; expires_at: number };
  /** A run has begun: `reservation` is for the SDK's consumeSeatReservation. */
  session: { session_id: string; reservation: Seat };
};

export function tell<Type extends keyof ToPlayer>(
  clients: Iterable<Client>,
  type: Type,
  message: ToPlayer[Type],
): void {
  for (const client of clients) client.send(type, message);
}

/** Tells a player which party it is in. */
export function tellParty(lobby: Lobby, playerId: string, clientsOf: ClientsOf): void {
  const party = partyOfPlayer(lobby, playerId);
  tell(clientsOf(playerId), 'party', { party: party ? memberView(party) : null, reason: null });
}

/** Tells members what became of their parties, those who are out that they are, and the invited that they may come. */
export function tellChanges(lobby: Lobby, events: PartyEvent[], clientsOf: ClientsOf): void {
  for (const event of events) tellOne(lobby, event, clientsOf);
  for (const party_id of new Set(events.map((event) => event.party_id))) {
    const party = lobby.parties.get(party_id);
    if (!party) continue;
    const message = { party: memberView(party), reason: null };
    for (const { player_id } of party.members) tell(clientsOf(player_id), 'party', message);
  }
}

function tellOne(lobby: Lobby, event: PartyEvent, clientsOf: ClientsOf): void {
  switch (event.type) {
    case 'member_left':
      return tell(clientsOf(event.player_id), 'party', { party: null, reason: event.reason });
    case 'member_kicked':
      return tell(clientsOf(event.player_id), 'party', { party: null, reason: 'kicked' });
    case 'player_invited': {
      const { party_id, by, expires_at } = event;
      const name = lobby.parties.get(party_id)?.name ?? '';
      return tell(clientsOf(event.player_id), 'invited', { party_id, name, by, expires_at });
    }
    default:
  }
}
