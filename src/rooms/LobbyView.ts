import type { DungeonPartyEvent } from '../domain/dungeons/dungeon-party-events.ts';
import type { Lobby } from '../domain/dungeons/lobby.ts';
import { ShownDungeonParties } from '../domain/dungeons/ShownDungeonParties.ts';
import type { Connections } from './Connections.ts';
import { DungeonPartyMessages } from './dungeon-party-messages.ts';
import type { Claim, JoinRequests } from './JoinRequests.ts';
import { type LobbyShares, releaseParties } from './LobbyShares.ts';
import type { LobbyState } from './schema/lobby.ts';
import { showDungeonParties } from './schema/show-lobby.ts';

/** What a lobby's clients see of its dungeon parties: the state that all share, and messages to members. Gives back the shares of parties that are gone. */
export class LobbyView {
  readonly #state: LobbyState;
  readonly #shares: LobbyShares;
  readonly #requests: JoinRequests;
  readonly #shown = new ShownDungeonParties();
  readonly #messages: DungeonPartyMessages;

  constructor(state: LobbyState, connections: Connections, shares: LobbyShares, requests: JoinRequests) {
    this.#requests = requests;
    this.#state = state;
    this.#shares = shares;
    this.#messages = new DungeonPartyMessages(connections);
  }

  /** Whether there are no parties. */
  get isEmpty(): boolean {
    return this.#messages.isEmpty;
  }

  load(lobby: Lobby): void {
    showDungeonParties(this.#state, lobby, this.#shown, lobby.parties.keys());
    this.#messages.load(lobby);
    this.#shares.keep(lobby.parties.keys());
    this.#requests.load(lobby);
  }

  /**
   * Runs `work`, which claims the parties and join requests that it has decided to make before it applies them: that refuses what FairShares does. If
   * the work fails, what was claimed is given back.
   */
  claiming<T>(address: string | undefined, work: (claim: Claim) => Promise<T>): Promise<T> {
    const made: string[] = [];
    const takeParty = ({ type, party_id }: DungeonPartyEvent) => {
      if (type !== 'party_created') return;
      this.#shares.take(party_id, address);
      made.push(party_id);
    };
    return this.#shares.making(made, () =>
      this.#requests.claiming(address, (claimRequests) =>
        work((events) => {
          events.forEach(takeParty);
          claimRequests(events);
        }),
      ),
    );
  }

  /** Once the events are stored. */
  show(lobby: Lobby, events: DungeonPartyEvent[]): void {
    releaseParties(this.#shares, events);
    showDungeonParties(this.#state, lobby, this.#shown, new Set(events.map(({ party_id }) => party_id)));
    this.#messages.tellChanges(lobby, events);
    this.#requests.show(lobby, events);
  }
}
