import { signal } from '@preact/signals';
import type { Room } from '@colyseus/sdk';
import type { DropPartyState, DropTrackerState } from '../../rooms/schema/drops.ts';
import type { EndedParty } from '../history/ended-party.ts';
import { follow, type Following } from '../live/follow.ts';
import { client, Refused } from '../live/server.ts';
import { DROPS_LOADED_MAX, loadDrops, loadWorld } from './loaded-party.ts';
import type { ShownDrop } from './shown-drop.ts';

export type RunningParty = Readonly<ReturnType<DropPartyState['toJSON']>>;

/**
 * One world for as long as its page is open. The room tells what happens, and the API what was before: the drops of the running party
 * that the room no longer shows, and the parties that ended. After a gap in the connection the API is asked for what fell into it.
 */
export class WorldWatch {
  /** Null between parties, undefined until it is known. */
  readonly party = signal<RunningParty | null | undefined>(undefined);
  readonly ended = signal<readonly EndedParty[]>([]);
  /** What the API refused or could not be asked, in words. */
  readonly fault = signal<string | null>(null);
  /** The newest drops of the running party, the oldest of them first. */
  readonly drops = signal<readonly ShownDrop[]>([]);
  readonly link: Following;
  readonly #world: number;
  readonly #closed = new AbortController();

  constructor(world: number) {
    this.#world = world;
    const join = () => client.joinOrCreate('drop_tracker', { world });
    this.link = follow<DropTrackerState>(join, (room) => this.#show(room));
  }

  close(): void {
    this.#closed.abort();
    this.link.stop();
  }

  #show(room: Room<unknown, DropTrackerState>): void {
    this.#take(room.state);
    void this.#load();
    room.onStateChange((state) => {
      const before = this.party.value?.id;
      this.#take(state);
      if (this.party.value?.id !== before) void this.#load();
    });
  }

  #take({ party, drops }: DropTrackerState): void {
    const isSame = party?.id === this.party.value?.id;
    this.party.value = party ? party.toJSON() : null;
    this.#keep(
      new Map([
        ...(isSame ? numbered(this.drops.value) : []),
        ...numbered([...drops.values()].map((drop) => drop.toJSON())),
      ]),
    );
  }

  async #load(): Promise<void> {
    const id = this.party.value?.id;
    try {
      this.ended.value = (await loadWorld(this.#world, this.#closed.signal)).last_parties;
      if (id !== undefined)
        this.#merge(
          id,
          await loadDrops(id, new Set(this.drops.value.map(({ number }) => number)), this.#closed.signal),
        );
      this.fault.value = null;
    } catch (error) {
      if (this.#closed.signal.aborted) return;
      this.fault.value = error instanceof Refused ? error.message : 'The earlier drops could not be loaded.';
    }
  }

  /** What the room said meanwhile is newer. */
  #merge(id: number, loaded: ShownDrop[]): void {
    if (this.party.value?.id !== id) return;
    this.#keep(new Map([...numbered(loaded), ...numbered(this.drops.value)]));
  }

  /** The newest: a page stays open for days. */
  #keep(drops: Map<number, ShownDrop>): void {
    const oldestFirst = [...drops.values()].toSorted((one, other) => one.number - other.number);
    this.drops.value = oldestFirst.slice(-DROPS_LOADED_MAX);
  }
}

function numbered(drops: readonly ShownDrop[]): [number, ShownDrop][] {
  return drops.map((drop) => [drop.number, drop]);
}
