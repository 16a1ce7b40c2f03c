import { applyDungeonPartyEvent, type DungeonPartyEvent } from '../../domain/dungeons/dungeon-party-events.ts';
import { addDungeonParty, emptyLobby, type Lobby, restoreLobby } from '../../domain/dungeons/lobby.ts';
import type { DungeonParty } from '../../domain/dungeons/dungeon-party.ts';
import { dungeonPartyFromJson, type DungeonPartyJson, dungeonPartyToJson } from './dungeon-party-json.ts';
import { isListed } from '../../domain/dungeons/dungeon-party-views.ts';

/** The dungeon parties of all lobbies. A lobby is there while it has parties, so that names cost nothing. */
export class Lobbies {
  readonly #lobbies = new Map<string, Lobby>();
  /** The same parties by id, over all lobbies. */
  readonly #parties = new Map<string, DungeonParty>();

  /** `touched` holds the parties that this commit has changed. Throws where the event does not follow from them. */
  apply(event: DungeonPartyEvent, touched: Set<string>): void {
    const { party_id } = event;
    this.#check(event, touched);
    const lobby = this.#lobbies.get(event.lobby) ?? emptyLobby(event.lobby);
    applyDungeonPartyEvent(lobby, event);
    touched.add(party_id);
    const party = lobby.parties.get(party_id);
    if (party) this.#parties.set(party_id, party);
    else this.#parties.delete(party_id);
    if (lobby.parties.size > 0) this.#lobbies.set(lobby.name, lobby);
    else this.#lobbies.delete(lobby.name);
  }

  /** Takes over the party. */
  restore(party: DungeonParty): void {
    if (this.#parties.has(party.party_id)) throw new Error(`party id ${party.party_id} is in use`);
    const lobby = this.#lobbies.get(party.lobby) ?? emptyLobby(party.lobby);
    addDungeonParty(lobby, party);
    this.#lobbies.set(lobby.name, lobby);
    this.#parties.set(party.party_id, party);
  }

  names(): string[] {
    return [...this.#lobbies.keys()];
  }

  copyOf(name: string): Lobby {
    return restoreLobby(name, this.partiesOf(name).map(copy));
  }

  partiesOf(name: string): DungeonParty[] {
    return [...(this.#lobbies.get(name)?.parties.values() ?? [])];
  }

  /** Not to be changed. */
  find(id: string): DungeonParty | null {
    return this.#parties.get(id) ?? null;
  }

  /** The id of the listed party before this one, in the order of its lobby. */
  listedBefore({ lobby, party_id }: DungeonParty): string | null {
    let last: string | null = null;
    for (const party of this.#lobbies.get(lobby)!.parties.values()) {
      if (party.party_id === party_id) break;
      if (isListed(party)) last = party.party_id;
    }
    return last;
  }

  copyOfParty(id: string): DungeonParty | null {
    const party = this.#parties.get(id);
    return party ? copy(party) : null;
  }

  copies(): DungeonParty[] {
    return [...this.#parties.values()].map(copy);
  }

  /** In order of creation, sharing nothing that may change. */
  toJson(): DungeonPartyJson[] {
    return [...this.#parties.values()].map(dungeonPartyToJson);
  }

  /** One command's events have one version, which is the next. */
  #check(event: DungeonPartyEvent, touched: Set<string>): void {
    const party = this.#parties.get(event.party_id);
    if (event.type === 'party_created') {
      if (party) throw doesNotFollow(event, 'its id is in use');
      if (event.version !== 1) throw doesNotFollow(event, 'its first version is 1');
      return;
    }
    if (party?.lobby !== event.lobby) throw doesNotFollow(event, `lobby "${event.lobby}" has no such party`);
    const goesOn = touched.has(event.party_id) && event.version === party.version;
    if (!goesOn && event.version !== party.version + 1) {
      throw doesNotFollow(event, `it has version ${party.version}, and ${event.version} is not the next`);
    }
  }
}

function copy(party: DungeonParty): DungeonParty {
  return dungeonPartyFromJson(dungeonPartyToJson(party));
}

function doesNotFollow(event: DungeonPartyEvent, because: string): Error {
  return new Error(`${event.type} of dungeon party ${event.party_id} does not follow: ${because}`);
}
