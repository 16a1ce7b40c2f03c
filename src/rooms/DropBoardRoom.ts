import { boardDropParties } from '../directory/idle-drop-parties.ts';
import { BOARD_DROPS_MAX } from '../domain/limits.ts';
import { applyUpdate } from '../projections/apply-update.ts';
import type { WorldValue } from '../projections/topic-values.ts';
import type { Topic, Update } from '../projections/update.ts';
import { CopyingSerializer } from './CopyingSerializer.ts';
import type { DropServices } from './drop-steps.ts';
import { SafeRoom } from './SafeRoom.ts';
import { DropBoardState } from './schema/drops.ts';
import { showOnBoard } from './schema/show-drops.ts';

const WORLD = 'world:';

/** Worlds whose values are read at a time at boot. */
const READ_AT_ONCE = 50;

/** A world with a running party, as of update `seq`. */
type Known = { seq: number; value: WorldValue };

/**
 * All running drop parties of all worlds, for whoever watches. There from boot; it decides nothing. Writing its state took a
 * tenth of every report, so it is written only for those who watch, and as often as it is sent.
 */
export class DropBoardRoom extends SafeRoom<DropServices> {
  override state = new DropBoardState();
  override autoDispose = false;

  readonly #worlds = new Map<Topic, Known>();
  /** What the state shows of worlds. */
  readonly #shown = new Map<Topic, WorldValue>();
  /** Worlds of which the state shows something else than is known. */
  readonly #changed = new Set<Topic>();
  /** Updates of worlds that came while the stored values were read; null once they have been. */
  #missed: Update[] | null = [];
  #stopListening = () => {};

  protected override async load(): Promise<void> {
    const { store } = this.services;
    const stopLosses = store.onLostUpdates(() => this.inBackground(() => this.#readAnew()));
    // Before the stored parties are read, so that nothing is missed in between.
    const stopUpdates = store.subscribeUpdates((updates) => this.#hear(updates));
    this.#stopListening = () => (stopUpdates(), stopLosses());
    await this.#readAnew();
  }

  /** Reads all worlds that run, and those that are shown, of which some may have ended unheard. */
  async #readAnew(): Promise<void> {
    const missed: Update[] = (this.#missed = []);
    try {
      const running = (await boardDropParties(this.services.store)).map(({ world }): Topic => `${WORLD}${world}`);
      const topics = [...new Set([...running, ...this.#worlds.keys()])];
      for (let first = 0; first < topics.length; first += READ_AT_ONCE)
        await Promise.all(topics.slice(first, first + READ_AT_ONCE).map((topic) => this.#read(topic)));
    } finally {
      // Updates may be lost again during a reading: the last one to begin takes over what is missed.
      if (this.#missed === missed) this.#missed = null;
      for (const update of missed) this.#apply(update);
      this.publish();
    }
  }

  protected override newSerializer(): CopyingSerializer {
    return new CopyingSerializer(() => this.#showChanges());
  }

  protected override get isNeeded(): boolean {
    return true;
  }

  override onDispose(): void | Promise<void> {
    this.#stopListening();
    return super.onDispose();
  }

  async #read(topic: Topic): Promise<void> {
    const snapshot = await this.services.store.snapshotOf(topic);
    const known = this.#worlds.get(topic);
    // What has been heard since is newer.
    if (snapshot?.topic !== 'world' || (known && known.seq > snapshot.seq)) return;
    if (known || snapshot.value.party) this.#know(topic, { seq: snapshot.seq, value: snapshot.value });
  }

  #hear(updates: Update[]): void {
    const ofWorlds = updates.filter(({ topic }) => topic.startsWith(WORLD));
    if (ofWorlds.length === 0) return;
    if (this.#missed) return void this.#missed.push(...ofWorlds);
    for (const update of ofWorlds) this.#apply(update);
    // Once for a whole commit, so that nobody sees half of it.
    this.publish();
  }

  /** A world's updates carry its party whole at the start, and later what changed of it. Rule: [UPD-3]. */
  #apply({ topic, seq, event, data }: Update): void {
    const known = this.#worlds.get(topic);
    // It was read when it had that update already. An unknown world had no party then, so only a start is news.
    if (known ? seq <= known.seq : event !== 'drop_party_started') return;
    const value = known?.value ?? { world: Number(topic.slice(WORLD.length)), party: null, drops: [] };
    this.#know(topic, { seq, value: applyUpdate({ topic: 'world', value }, event, data).value });
  }

  #know(topic: Topic, { seq, value }: Known): void {
    if (value.party)
      this.#worlds.set(topic, { seq, value: { ...value, drops: value.drops.slice(0, BOARD_DROPS_MAX) } });
    else this.#worlds.delete(topic);
    if (value.party || this.#shown.has(topic)) this.#changed.add(topic);
    else this.#changed.delete(topic);
  }

  #showChanges(): void {
    for (const topic of this.#changed) {
      const shown = this.#shown.get(topic);
      const { value = { ...shown!, party: null } } = this.#worlds.get(topic) ?? {};
      showOnBoard(this.state, value, shown, this.services.rules.partyIdleMs);
      if (value.party) this.#shown.set(topic, value);
      else this.#shown.delete(topic);
    }
    this.#changed.clear();
  }
}
