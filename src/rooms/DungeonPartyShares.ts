import { FairShares } from '../auth/FairShares.ts';
import type { DungeonPartyCommand } from '../domain/dungeons/commands.ts';
import type { DungeonPartyEvent } from '../domain/dungeons/dungeon-party-events.ts';
import type { Lobby } from '../domain/dungeons/lobby.ts';

/** The dungeon parties of one lobby, each held by the address that created it, in the lobby and among those of all lobbies. Rule: [SHARE-2]. */
export class DungeonPartyShares {
  readonly #inLobby: FairShares;
  readonly #ofAll: FairShares;

  constructor(ofAll: FairShares, capacity: number) {
    this.#ofAll = ofAll;
    const { isShared } = ofAll;
    this.#inLobby = new FairShares({ capacity, what: 'parties in this lobby', whenFull: 'lobby_full', isShared });
  }

  load(lobby: Lobby): void {
    for (const party_id of lobby.parties.keys()) {
      this.#inLobby.keep(party_id);
      this.#ofAll.keep(party_id);
    }
  }

  /**
   * Runs `work`, which claims for the address what it has decided, before it applies it. If it fails then, what it would have created
   * is given back. A claim refuses what FairShares does.
   */
  async claiming<T>(
    command: DungeonPartyCommand,
    address: string | undefined,
    work: (claim: (events: DungeonPartyEvent[]) => void) => Promise<T>,
  ): Promise<T> {
    try {
      return await work((events) => this.#take(events, address));
    } catch (error) {
      if ('party' in command) this.#release(command.party.party_id);
      throw error;
    }
  }

  #take(events: DungeonPartyEvent[], address: string | undefined): void {
    for (const { type, party_id } of events) {
      if (type !== 'party_created') continue;
      this.#inLobby.take(party_id, address);
      try {
        this.#ofAll.take(party_id, address);
      } catch (error) {
        this.#release(party_id);
        throw error;
      }
    }
  }

  /** Once the events are stored. */
  follow(events: DungeonPartyEvent[]): void {
    for (const { type, party_id } of events) if (type === 'party_dissolved') this.#release(party_id);
  }

  #release(partyId: string): void {
    this.#inLobby.release(partyId);
    this.#ofAll.release(partyId);
  }
}
