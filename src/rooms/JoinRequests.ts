import { FairShares } from '../auth/FairShares.ts';
import type { LastHeard } from '../auth/LastHeard.ts';
import { arrivalOf } from '../domain/dungeons/decide-requests.ts';
import type { DungeonPartyEvent } from '../domain/dungeons/dungeon-party-events.ts';
import type { Arrival, DungeonPartyRules } from '../domain/dungeons/dungeon-party.ts';
import type { Lobby } from '../domain/dungeons/lobby.ts';
import { LOBBY_REQUESTS_MAX, PARTY_REQUESTS_MAX } from '../domain/limits.ts';
import type { Connections } from './Connections.ts';
import { type RequestOutcome, tell } from './dungeon-party-messages.ts';
import { LobbyShares } from './LobbyShares.ts';

/** `joinRequests`: those of all lobbies by id. */
type Services = {
  lastHeard: LastHeard;
  now: () => number;
  joinRequests: FairShares;
  partyRules: Pick<DungeonPartyRules, 'restPresenceMs'>;
};

type Requested = Extract<DungeonPartyEvent, { type: 'join_requested' }>;
export type Claim = (events: readonly DungeonPartyEvent[]) => void;

/** Who asks the parties of one lobby to be let in: whose share each request is, who is there, and who is told of what. Rule: [PARTY-22]. */
export class JoinRequests {
  readonly #services: Services;
  readonly #connections: Connections;
  readonly #shares: LobbyShares;
  /** The shares of one party's requests, so that one address cannot fill its list. */
  readonly #sharesOf = new Map<string, FairShares>();
  /** Who asked each party when its changes were shown last. */
  readonly #known = new Map<string, readonly string[]>();

  constructor(services: Services, connections: Connections) {
    this.#services = services;
    this.#connections = connections;
    const what = 'join requests in this lobby';
    this.#shares = new LobbyShares(services.joinRequests, {
      capacity: LOBBY_REQUESTS_MAX,
      what,
      whenFull: 'requests_full',
    });
  }

  load(lobby: Lobby): void {
    for (const party_id of lobby.parties.keys()) this.#note(lobby, party_id);
    for (const [party_id, players] of this.#known) {
      for (const player_id of players) this.#sharesOfParty(party_id).keep(player_id);
      this.#shares.keep(players.map((player_id) => idOf(party_id, player_id)));
    }
    this.#services.lastHeard.startAgain(lobby.requestsOf.keys());
  }

  /** Runs `work`, which claims the requests that it has decided to make. Refuses `share_used_up`, and `requests_full` if too many wait. */
  async claiming<T>(address: string | undefined, work: (claim: Claim) => Promise<T>): Promise<T> {
    const claimed: Requested[] = [];
    try {
      return await work((events) => {
        for (const event of events) {
          if (event.type !== 'join_requested') continue;
          claimed.push(event);
          this.#sharesOfParty(event.party_id).take(event.player_id, address);
          this.#shares.take(idOf(event.party_id, event.player_id), address);
        }
      });
    } catch (error) {
      for (const { party_id, player_id } of claimed) this.#release(party_id, player_id);
      throw error;
    }
  }

  isOnline(playerId: string): boolean {
    return this.#connections.has(playerId);
  }

  /** How the player would join; null if it is not there. */
  arrivalOf(playerId: string): Arrival | null {
    const { lastHeard, now, partyRules } = this.#services;
    return arrivalOf(this.isOnline(playerId), lastHeard.callsOf(playerId), now(), partyRules);
  }

  /** To be called at least every minute: calls are noted only of players that a room asks about. */
  listen({ requestsOf }: Lobby): void {
    for (const playerId of requestsOf.keys()) this.#services.lastHeard.callsOf(playerId);
  }

  /** Once the events are stored. */
  show(lobby: Lobby, events: readonly DungeonPartyEvent[]): void {
    for (const event of events) if (event.type === 'join_requested') this.#showRequest(lobby, event);
    for (const partyId of new Set(events.map(({ party_id }) => party_id))) {
      const party = lobby.parties.get(partyId);
      const gone = (this.#known.get(partyId) ?? []).filter((playerId) => !party?.requests.has(playerId));
      for (const playerId of gone) {
        this.#release(partyId, playerId);
        const outcome = outcomeOf(events, partyId, playerId);
        tell(this.#connections.of(playerId), 'request_ended', { party_id: partyId, outcome });
      }
      this.#note(lobby, partyId);
    }
  }

  /** The leader is told at once, besides the party that all members are sent. */
  #showRequest(lobby: Lobby, event: Requested): void {
    const { party_id, player_id, name, class: played, message, at: requested_at, expires_at } = event;
    this.#services.lastHeard.startAgain([player_id]);
    const leader = lobby.parties.get(party_id)?.leader_id ?? '';
    const request = { player_id, name, class: played, message, requested_at, expires_at };
    tell(this.#connections.of(leader), 'requested', { party_id, ...request });
  }

  #note(lobby: Lobby, partyId: string): void {
    const players = [...(lobby.parties.get(partyId)?.requests.keys() ?? [])];
    if (players.length > 0) this.#known.set(partyId, players);
    else this.#known.delete(partyId);
  }

  #sharesOfParty(partyId: string): FairShares {
    const known = this.#sharesOf.get(partyId);
    if (known) return known;
    const { isShared } = this.#services.joinRequests;
    const what = 'join requests to this party';
    const shares = new FairShares({ capacity: PARTY_REQUESTS_MAX, what, whenFull: 'requests_full', isShared });
    this.#sharesOf.set(partyId, shares);
    return shares;
  }

  #release(partyId: string, playerId: string): void {
    this.#shares.release(idOf(partyId, playerId));
    const shares = this.#sharesOfParty(partyId);
    shares.release(playerId);
    if (shares.size === 0) this.#sharesOf.delete(partyId);
  }
}

function idOf(partyId: string, playerId: string): string {
  return `${partyId} ${playerId}`;
}

function outcomeOf(events: readonly DungeonPartyEvent[], partyId: string, playerId: string): RequestOutcome {
  for (const event of events) {
    if (event.party_id !== partyId) continue;
    if (event.type === 'join_request_declined' && event.player_id === playerId) return 'declined';
    if (event.type === 'join_request_ended' && event.player_id === playerId) return event.reason;
    if (event.type === 'member_joined' && event.member.player_id === playerId) return 'joined';
    if (event.type === 'party_session_started') return 'session_started';
  }
  return 'party_dissolved';
}
