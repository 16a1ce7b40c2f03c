import type { Delayed } from '@colyseus/core';
import type { DropTracker, Replayable, RequestIdentity } from '../directory/rooms.ts';
import {
  decideEndIfIdle,
  decideReport,
  type DropRules,
  needsPartyId,
  type ReportAnswer,
} from '../domain/drops/decide-report.ts';
import { type DropPartySummary, summariseDropParty } from '../domain/drops/drop-party.ts';
import type { Report } from '../domain/drops/drop.ts';
import type { World } from '../domain/drops/world.ts';
import { applyDropEvents } from '../projections/drop-updates.ts';
import { type RoomOptions, type RoomServices, SafeRoom } from './SafeRoom.ts';
import { DropTrackerState } from './schema/drops.ts';
import { showWorld } from './schema/show-drops.ts';
import { type Step, Writer } from './Writer.ts';

/** Milliseconds after which a failed end of a drop party is tried again: the disk may be full. */
const END_RETRY_MS = 5_000;

export type DropServices = RoomServices & { rules: DropRules };

/** One game world: the only writer of its drop party. It stays while a party runs or somebody watches. */
export class DropTrackerRoom extends SafeRoom<DropServices> implements DropTracker {
  override state = new DropTrackerState();

  #writer!: Writer<World>;
  #idleTimer: Delayed | undefined;

  override onCreate(options: RoomOptions<DropServices, { name: 'drop_tracker'; world: number }>): void {
    super.onCreate(options);
    const { world } = options.key;
    this.state.world = world;
    this.#writer = new Writer({
      ...this.services,
      log: this.log,
      load: () => this.services.store.loadWorld(world),
      onStored: (stored) => this.#show(stored),
    });
  }

  protected override async load(): Promise<void> {
    this.#show(await this.#writer.current());
  }

  report(report: Report, identity: RequestIdentity | null): Promise<Replayable<ReportAnswer>> {
    return this.answer(() => this.#writer.runOnce(identity, (world, now) => this.#judge(world, report, now)));
  }

  endIfIdle(): Promise<DropPartySummary | null> {
    return this.answer(() => this.#writer.run((world, now) => this.#end(world, now)));
  }

  protected override get isNeeded(): boolean {
    return this.state.party !== undefined;
  }

  async #judge(world: World, report: Report, now: number): Promise<Step<World, ReportAnswer>> {
    const { store, rules } = this.services;
    const newPartyId = needsPartyId(world, now, rules) ? await store.newDropPartyId() : null;
    const { events, answer } = decideReport(world, report, now, rules, newPartyId);
    return { ...applyDropEvents(world, events), state: world, events, answer };
  }

  #end(world: World, now: number): Step<World, DropPartySummary | null> {
    const events = decideEndIfIdle(world, now, this.services.rules);
    const [ended] = events;
    const answer = ended && world.party ? summariseDropParty(world.party, ended.at) : null;
    return { ...applyDropEvents(world, events), state: world, events, answer };
  }

  #show(world: World): void {
    showWorld(this.state, world, this.services.rules.partyIdleMs);
    this.publish();
    this.updateLifetime();
    this.#setIdleTimer();
  }

  /** One timer per drop party: a drop only moves `ends_at`, and the timer looks at it when it fires. */
  #setIdleTimer(): void {
    const endsAt = this.state.party?.ends_at;
    if (endsAt === undefined || this.#idleTimer?.active) return;
    const wait = Math.max(endsAt - this.services.now(), 0);
    this.#idleTimer = this.clock.setTimeout(() => void this.#endWhenIdle(), wait);
  }

  async #endWhenIdle(): Promise<void> {
    try {
      await this.endIfIdle();
      this.#setIdleTimer();
    } catch (error) {
      this.log.error({ err: error }, 'a drop party could not be ended, trying again');
      this.#idleTimer = this.clock.setTimeout(() => void this.#endWhenIdle(), END_RETRY_MS);
    }
  }
}
