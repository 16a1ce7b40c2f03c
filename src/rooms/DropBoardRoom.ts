import { dropPartyStateFieldsOfSummary } from './schema/show-drops.ts';
import type { DropServices } from './drop-services.ts';
import { type RoomOptions, SafeRoom } from './SafeRoom.ts';
import { DropBoardState, DropPartyState } from './schema/drops.ts';
import type { DropPartyStateFields } from './schema/show-drops.ts';

/** All active parties of all worlds, for whoever watches. There from boot; it decides nothing. */
export class DropBoardRoom extends SafeRoom<DropBoardState> {
  override state = new DropBoardState();
  override autoDispose = false;
  /** 500 parties have 40 KB. */
  protected override stateBytes = 128 * 1024;

  readonly #stopListening = new AbortController();
  #services!: DropServices;

  override onCreate(options: RoomOptions<DropServices>): void {
    super.onCreate(options);
    this.#services = options.services;
  }

  protected override async load(): Promise<void> {
    const { store, feed, rules } = this.#services;
    // Listening first: a party that changes while the stored ones are read is newer than what is read.
    const heard = new Set<number>();
    const onParty = (party: DropPartyStateFields) => {
      heard.add(party.world);
      this.#show(party);
    };
    const onEnded = (world: number) => {
      heard.add(world);
      this.#remove(world);
    };
    feed.on('party', onParty).on('ended', onEnded);
    this.#stopListening.signal.addEventListener('abort', () => feed.off('party', onParty).off('ended', onEnded));
    for (const party of await store.runningDropParties()) {
      if (!heard.has(party.world)) this.#show(dropPartyStateFieldsOfSummary(party, rules.partyIdleMs));
    }
  }

  override onDispose(): void | Promise<void> {
    this.#stopListening.abort();
    return super.onDispose();
  }

  #show(party: DropPartyStateFields): void {
    const key = String(party.world);
    const shown = this.state.parties.get(key);
    if (shown) shown.assign(party);
    else this.state.parties.set(key, new DropPartyState().assign(party));
    this.publish();
  }

  #remove(world: number): void {
    if (this.state.parties.delete(String(world))) this.publish();
  }
}
