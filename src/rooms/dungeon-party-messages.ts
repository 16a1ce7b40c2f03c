import type { Client } from '@colyseus/core';
import type { Seat } from '../directory/LocalRooms.ts';
import type { TicketReply } from '../directory/rooms.ts';
import type {
  DissolveReason,
  LeaveReason,
  RequestEnd,
  DungeonPartyEvent,
} from '../domain/dungeons/dungeon-party-events.ts';
import type { Lobby } from '../domain/dungeons/lobby.ts';
import {
  type JoinRequestView,
  type MemberDungeonParty,
  memberDungeonParty,
} from '../domain/dungeons/dungeon-party-views.ts';
import type { Connections } from './Connections.ts';

/** Why a player is in a party no more. */
type OutReason = LeaveReason | DissolveReason | 'kicked';

/** What became of a join request. */
export type RequestOutcome = RequestEnd | 'joined' | 'declined' | 'session_started' | 'party_dissolved';

/** What a lobby's room sends to one player, by message type. What all may see is in the state instead. */
export type ToPlayer = {
  /** The party that the player is in, whole, whenever it changed; null when it is in none any more, with the reason. */
  party: { party: MemberDungeonParty | null; reason: OutReason | null };
  invited: { party_id: string; name: string; by: string; expires_at: number };
  /** To the leader: a player asks to be let in. */
  requested: JoinRequestView & { party_id: string };
  /** To the player who asked. */
  request_ended: { party_id: string; outcome: RequestOutcome };
  /** A run has begun: `reservation` is for the SDK's consumeSeatReservation. */
  session: { session_id: string; reservation: Seat };
  /** The player's ticket, whenever it changed, and every few seconds while it searches: `queue` says why it still waits. */
  ticket: TicketReply;
};

export function tell<Type extends keyof ToPlayer>(
  clients: Iterable<Client>,
  type: Type,
  message: ToPlayer[Type],
): void {
  for (const client of clients) client.send(type, message);
}

/** Tells members what became of their parties, those who are out that they are, and the invited that they may come. */
export class DungeonPartyMessages {
  readonly #connections: Connections;
  /** The members of each party that were told of it last: whoever is not among them any more is out. */
  readonly #told = new Map<string, string[]>();

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  /** Whether there are no parties. */
  get isEmpty(): boolean {
    return this.#told.size === 0;
  }

  /** Parties that are there already; nobody is told. */
  load(lobby: Lobby): void {
    for (const party_id of lobby.parties.keys()) this.#note(lobby, party_id);
  }

  tellChanges(lobby: Lobby, events: DungeonPartyEvent[]): void {
    const changed = new Set(events.map(({ party_id }) => party_id));
    for (const party_id of changed) this.#tellThoseOut(lobby, party_id, events);
    for (const party_id of changed) this.#tellMembers(lobby, party_id);
    for (const event of events) if (event.type === 'player_invited') this.#tellInvited(lobby, event);
  }

  #tellThoseOut(lobby: Lobby, partyId: string, events: DungeonPartyEvent[]): void {
    const before = this.#told.get(partyId) ?? [];
    this.#note(lobby, partyId);
    for (const player_id of before) {
      if (!lobby.partyOf.has(player_id))
        tell(this.#connections.of(player_id), 'party', { party: null, reason: reasonOf(events, partyId, player_id) });
    }
  }

  #tellMembers(lobby: Lobby, partyId: string): void {
    const party = lobby.parties.get(partyId);
    if (!party) return;
    const message = { party: memberDungeonParty(party), reason: null };
    for (const { player_id } of party.members) tell(this.#connections.of(player_id), 'party', message);
  }

  #tellInvited(lobby: Lobby, event: Extract<DungeonPartyEvent, { type: 'player_invited' }>): void {
    const { party_id, player_id, by, expires_at } = event;
    const name = lobby.parties.get(party_id)?.name ?? '';
    tell(this.#connections.of(player_id), 'invited', { party_id, name, by, expires_at });
  }

  #note(lobby: Lobby, partyId: string): void {
    const members = lobby.parties.get(partyId)?.members;
    if (members)
      this.#told.set(
        partyId,
        members.map(({ player_id }) => player_id),
      );
    else this.#told.delete(partyId);
  }
}

function reasonOf(events: DungeonPartyEvent[], partyId: string, playerId: string): OutReason | null {
  const ofParty = events.filter(({ party_id }) => party_id === partyId);
  // The last one's leaving dissolves the party, but that it left says more.
  const out =
    ofParty.findLast((event) => isLeaving(event, playerId)) ?? ofParty.find(({ type }) => type === 'party_dissolved');
  if (out?.type === 'member_kicked') return 'kicked';
  return out?.type === 'member_left' || out?.type === 'party_dissolved' ? out.reason : null;
}

function isLeaving(event: DungeonPartyEvent, playerId: string): boolean {
  return (event.type === 'member_left' || event.type === 'member_kicked') && event.player_id === playerId;
}
