import { FairShares, type FairSharesOptions } from '../auth/FairShares.ts';
import type { DungeonPartyEvent } from '../domain/dungeons/dungeon-party-events.ts';

type Options = Pick<FairSharesOptions, 'capacity' | 'what' | 'whenFull'>;

/** What there is in one lobby, dungeon parties or tickets, each held by the address that made it, in the lobby and in all lobbies. Rule: [SHARE-2]. */
export class LobbyShares {
  readonly #inLobby: FairShares;
  readonly #ofAll: FairShares;
  /** Where what there is comes from, as far as is known since the start. */
  readonly #addresses = new Map<string, string | undefined>();

  constructor(ofAll: FairShares, options: Options) {
    this.#ofAll = ofAll;
    this.#inLobby = new FairShares({ ...options, isShared: ofAll.isShared });
  }

  keep(ids: Iterable<string>): void {
    for (const id of ids) {
      this.#inLobby.keep(id);
      this.#ofAll.keep(id);
    }
  }

  /** Refuses what FairShares does, and then changes nothing. */
  take(id: string, address: string | undefined): void {
    this.#inLobby.take(id, address);
    try {
      this.#ofAll.take(id, address);
    } catch (error) {
      this.release(id);
      throw error;
    }
    this.#addresses.set(id, address);
  }

  /** The address that made it; undefined if it is from before a restart. */
  addressOf(id: string): string | undefined {
    return this.#addresses.get(id);
  }

  release(id: string): void {
    this.#addresses.delete(id);
    this.#inLobby.release(id);
    this.#ofAll.release(id);
  }

  /** Runs `work`, which takes what it has decided to make before it applies it. If it fails then, that is given back. */
  async making<T>(ids: string[], work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      for (const id of ids) this.release(id);
      throw error;
    }
  }
}

export function partyShares(ofAll: FairShares, capacity: number): LobbyShares {
  return new LobbyShares(ofAll, { capacity, what: 'parties in this lobby', whenFull: 'lobby_full' });
}

/** Once the events are stored: gives back the parties that are gone. */
export function releaseParties(shares: LobbyShares, events: DungeonPartyEvent[]): void {
  for (const { type, party_id } of events) if (type === 'party_dissolved') shares.release(party_id);
}
