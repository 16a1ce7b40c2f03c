import type { Delayed } from '@colyseus/core';
import type { DropTrackerCalls, ReportReply } from '../directory/drop-tracker.ts';
import type { Outcome } from '../directory/outcome.ts';
import type { RequestIdentity } from '../directory/request-identity.ts';
import type { Report } from '../domain/drops/drop.ts';
import type { DropPartySummary } from '../domain/drops/drop-party.ts';
import type { World } from '../domain/drops/world.ts';
import type { DropServices } from './drop-services.ts';
import { DropWorld } from './DropWorld.ts';
import { type RoomOptions, SafeRoom } from './SafeRoom.ts';
import { DropTrackerState } from './schema/drops.ts';
import { showWorld, dropPartyStateFields } from './schema/show-drops.ts';

/** Milliseconds after which a failed end of a party is tried again: the disk may be full. */
const END_RETRY_MS = 5_000;

type Options = RoomOptions<DropServices> & { key: { name: 'drop_tracker'; world: number } };

/** One game world: the only writer of its party. There while a party runs or somebody watches. */
export class DropTrackerRoom extends SafeRoom<DropTrackerState> implements DropTrackerCalls {
  override state = new DropTrackerState();

  #services!: DropServices;
  #world!: DropWorld;
  #idleTimer: Delayed | undefined;

  override onCreate(options: Options): void {
    super.onCreate(options);
    const { store, rules, now } = (this.#services = options.services);
    const { world } = options.key;
    this.state.world = world;
    this.#world = new DropWorld(world, store, rules, now, (stored) => this.#showStored(stored));
  }

  protected override async load(): Promise<void> {
    this.#show(await this.#world.current());
  }

  report(report: Report, request: RequestIdentity | null): Promise<Outcome<ReportReply>> {
    return this.#aliveDuring(this.#world.report(report, request));
  }

  endIfIdle(): Promise<Outcome<DropPartySummary | null>> {
    return this.#aliveDuring(this.#world.endIfIdle());
  }

  // What is stored is stored: where it cannot be shown, its reporter is told all the same.
  #showStored(world: World): void {
    try {
      this.#show(world);
    } catch (error) {
      this.log.error({ err: error }, 'a stored change could not be shown');
    }
  }

  #show(world: World): void {
    const { rules, feed } = this.#services;
    showWorld(this.state, world, rules.partyIdleMs);
    this.publish();
    if (world.party) feed.emit('party', dropPartyStateFields(world.party, rules.partyIdleMs));
    else feed.emit('ended', world.world);
    this.#setIdleTimer();
  }

  async #aliveDuring<T>(work: Promise<Outcome<T>>): Promise<Outcome<T>> {
    this.autoDispose = false;
    const outcome = await this.outcomeOf(work);
    this.autoDispose = !this.state.party && !this.#world.busy;
    return outcome;
  }

  /** One timer a party: a drop only moves `ends_at`, and the timer looks at it when it fires. */
  #setIdleTimer(): void {
    const endsAt = this.state.party?.ends_at;
    if (endsAt === undefined || this.#idleTimer?.active) return;
    this.autoDispose = false;
    const wait = Math.max(endsAt - this.#services.now(), 0);
    this.#idleTimer = this.clock.setTimeout(() => void this.#endWhenIdle(), wait);
  }

  async #endWhenIdle(): Promise<void> {
    const outcome = await this.endIfIdle();
    if ('ok' in outcome) return this.#setIdleTimer();
    this.log.error({ refused: outcome.refused }, 'a party could not be ended, trying again');
    this.#idleTimer = this.clock.setTimeout(() => void this.#endWhenIdle(), END_RETRY_MS);
  }
}
