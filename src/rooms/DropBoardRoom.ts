import { boardDropParties } from '../directory/idle-drop-parties.ts';
import type { WorldDropParty } from '../projections/topic-values.ts';
import type { Update } from '../projections/update.ts';
import type { DropServices } from './drop-steps.ts';
import { SafeRoom } from './SafeRoom.ts';
import { DropBoardState, DropPartyState } from './schema/drops.ts';
import { dropPartyFields } from './schema/show-drops.ts';

const WORLD = 'world:';

/** All running drop parties of all worlds, for whoever watches. There from boot; it decides nothing. */
export class DropBoardRoom extends SafeRoom<DropServices> {
  override state = new DropBoardState();
  override autoDispose = false;

  #stopListening = () => {};

  protected override async load(): Promise<void> {
    const { store } = this.services;
    // Listening first: a party that changes while the stored ones are read is newer than what is read.
    const heard = new Set<string>();
    this.#stopListening = store.subscribeUpdates((updates) => {
      const ofWorlds = updates.filter(({ topic }) => topic.startsWith(WORLD));
      for (const update of ofWorlds) {
        const world = update.topic.slice(WORLD.length);
        heard.add(world);
        this.#apply(world, update);
      }
      // Once for a whole commit, so that nobody sees half of it.
      if (ofWorlds.length > 0) this.publish();
    });
    for (const party of await boardDropParties(store)) {
      const world = String(party.world);
      if (!heard.has(world)) this.#set(world, party);
    }
    this.publish();
  }

  protected override get isNeeded(): boolean {
    return true;
  }

  override onDispose(): void | Promise<void> {
    this.#stopListening();
    return super.onDispose();
  }

  /** A world's updates carry its party whole at the start, and later what changed of it. Rule: [UPD-3]. */
  #apply(world: string, { event, data }: Update): void {
    if (event === 'drop_party_ended') this.state.parties.delete(world);
    else this.#set(world, data['party'] as Partial<WorldDropParty>);
  }

  #set(world: string, party: Partial<WorldDropParty>): void {
    const fields = dropPartyFields(party, this.services.rules.partyIdleMs);
    const shown = this.state.parties.get(world);
    if (shown) shown.assign(fields);
    else this.state.parties.set(world, new DropPartyState().assign(fields));
  }
}
