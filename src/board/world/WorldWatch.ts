import { signal } from '@preact/signals';
import type { Room } from '@colyseus/sdk';
import type { DropTrackerState } from '../../rooms/schema/drops.ts';
import type { EndedDropParty } from '../history/ended-drop-parties.ts';
import type { RunningDropParty } from '../live/drop-parties.ts';
import { type Connection, follow } from '../live/follow.ts';
import { client, RefusedByApi } from '../live/server.ts';
import { DROPS_LOADED_MAX, loadDrops, loadWorld, type ShownDrop } from './load-world.ts';

/**
 * Watches one world while its page is open. The room sends what happens; the API has what happened before: the ended parties, and the drops
 * of the running party that the room no longer shows. After a gap in the connection, the API is asked for what was missed.
 */
export class WorldWatch {
  /** Null between parties; undefined until it is known. */
  readonly party = signal<RunningDropParty | null | undefined>(undefined);
  readonly ended = signal<readonly EndedDropParty[]>([]);
  /** Why earlier drops are missing, in words; null when they are not. */
  readonly problem = signal<string | null>(null);
  /** The newest drops of the running party, oldest first. */
  readonly drops = signal<readonly ShownDrop[]>([]);
  readonly connection: Connection;
  readonly #world: number;
  readonly #closed = new AbortController();

  constructor(world: number) {
    this.#world = world;
    const join = () => client.joinOrCreate('drop_tracker', { world });
    this.connection = follow<DropTrackerState>(join, (room) => this.#show(room));
  }

  close(): void {
    this.#closed.abort();
    this.connection.stop();
  }

  #show(room: Room<unknown, DropTrackerState>): void {
    this.#take(room.state);
    void this.#load();
    room.onStateChange((state) => {
      if (this.#take(state)) void this.#load();
    });
  }

  /** Whether another party runs, or one with fewer drops, of which the API knows more. */
  #take({ party, drops }: DropTrackerState): boolean {
    const before = this.party.value;
    const isSame = party?.id === before?.id && (party?.total_drops ?? 0) >= (before?.total_drops ?? 0);
    this.party.value = party ? party.toJSON() : null;
    this.#keep(
      new Map([
        ...(isSame ? numbered(this.drops.value) : []),
        ...numbered([...drops.values()].map((drop) => drop.toJSON())),
      ]),
    );
    return !isSame;
  }

  async #load(): Promise<void> {
    const { signal } = this.#closed;
    const id = this.party.value?.id;
    try {
      this.ended.value = (await loadWorld(this.#world, signal)).last_parties;
      if (id !== undefined) {
        const known = new Set(this.drops.value.map(({ number }) => number));
        this.#merge(id, await loadDrops(id, known, signal));
      }
      this.problem.value = null;
    } catch (error) {
      if (signal.aborted) return;
      this.problem.value = error instanceof RefusedByApi ? error.message : 'The earlier drops could not be loaded.';
    }
  }

  /** What the room has sent in the meantime is newer and wins. */
  #merge(id: number, loaded: ShownDrop[]): void {
    if (this.party.value?.id !== id) return;
    this.#keep(new Map([...numbered(loaded), ...numbered(this.drops.value)]));
  }

  /** Keeps only the newest drops, because a page stays open for days. */
  #keep(drops: Map<number, ShownDrop>): void {
    const oldestFirst = [...drops.values()].toSorted((one, other) => one.number - other.number);
    this.drops.value = oldestFirst.slice(-DROPS_LOADED_MAX);
  }
}

function numbered(drops: readonly ShownDrop[]): [number, ShownDrop][] {
  return drops.map((drop) => [drop.number, drop]);
}
