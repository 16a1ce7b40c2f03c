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
  /** The worlds that were heard of while the stored parties are read: what was heard is newer. */
  #heard: Set<string> | null = null;

  protected override async load(): Promise<void> {
    const { store } = this.services;
    const stopLosses = store.onLostUpdates(() => this.inBackground(() => this.#readAnew()));
    // Before the stored parties are read, so that nothing is missed in between.
    const stopUpdates = store.subscribeUpdates((updates) => {
      const ofWorlds = updates.filter(({ topic }) => topic.startsWith(WORLD));
      for (const update of ofWorlds) {
        const world = update.topic.slice(WORLD.length);
        this.#heard?.add(world);
        this.#apply(world, update);
      }
      // Once for a whole commit, so that nobody sees half of it.
      if (ofWorlds.length > 0) this.publish();
    });
    this.#stopListening = () => (stopUpdates(), stopLosses());
    await this.#readAnew();
  }

  async #readAnew(): Promise<void> {
    const heard = (this.#heard = new Set());
    const running = new Map((await boardDropParties(this.services.store)).map((party) => [String(party.world), party]));
    for (const world of this.state.parties.keys())
      if (!running.has(world) && !heard.has(world)) this.state.parties.delete(world);
    for (const [world, party] of running) if (!heard.has(world)) this.#set(world, party);
    this.#heard = null;
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
