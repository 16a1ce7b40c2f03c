import type { Client, Delayed } from '@colyseus/core';
import type { FairShares } from '../auth/FairShares.ts';
import type { Ingest } from '../auth/Ingest.ts';
import type { DropTracker, Replayable, Sender } from '../directory/rooms.ts';
import type { AuditEntry } from '../domain/audit.ts';
import type { DropCorrection } from '../domain/drops/decide-correction.ts';
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
import { LazySerializer } from './CopyingSerializer.ts';
import { correctionStep } from './drop-corrections.ts';
import { type RoomOptions, type RoomServices, SafeRoom } from './SafeRoom.ts';
import { DropTrackerState } from './schema/drops.ts';
import { showWorld, shownWorld } from './schema/show-drops.ts';
import { type Step, Writer } from './Writer.ts';

/** Milliseconds after which a failed end of a drop party is tried again: the disk may be full. */
const END_RETRY_MS = 5_000;

/** `parties` holds the running drop parties of all worlds, by world. */
export type DropServices = RoomServices & { rules: DropRules; ingest: Pick<Ingest, 'mutes'>; parties: FairShares };

/**
 * One game world: the only writer of its drop party. It stays while a party runs or somebody watches. Most worlds have no watcher, so
 * the state and its encoder, which cost more than all else, are only kept once somebody has joined.
 */
export class DropTrackerRoom extends SafeRoom<DropServices> implements DropTracker {
  override state = new DropTrackerState();

  #writer!: Writer<World>;
  #idleTimer: Delayed | undefined;
  /** Epoch milliseconds at which the running party is over if nothing more drops. Null between parties. */
  #endsAt: number | null = null;
  /** Undefined until somebody joins. */
  #shown: Promise<void> | undefined;
  #stored = 0;

  override onCreate(options: RoomOptions<DropServices, { name: 'drop_tracker'; world: number }>): void {
    super.onCreate(options);
    const { world } = options.key;
    this.state.world = world;
    this.#writer = new Writer({
      ...this.services,
      log: this.log,
      load: async () => this.#counted(await this.services.store.loadWorld(world)),
      onStored: (stored) => this.#follow(this.#counted(stored)),
    });
  }

  protected override async load(): Promise<void> {
    this.#follow(await this.#writer.current());
  }

  protected override newSerializer(): LazySerializer {
    return new LazySerializer();
  }

  override async onJoin(client: Client): Promise<void> {
    await super.onJoin(client);
    await this.admitted(() => (this.#shown ??= this.#beginToShow()));
  }

  report(report: Report, { identity, address }: Sender): Promise<Replayable<ReportAnswer>> {
    const judge = (world: World, now: number) => this.#judge(world, report, now, address);
    return this.answer(() => this.#writer.runOnce(identity, judge)).catch((error) => {
      // The party that it would have started could not be stored.
      if (this.#endsAt === null) this.services.parties.release(String(report.world));
      throw error;
    });
  }

  endIfIdle(): Promise<DropPartySummary | null> {
    return this.answer(() => this.#writer.run((world, now) => this.#end(world, now)));
  }

  correct(correction: DropCorrection, entry: AuditEntry | null): Promise<void> {
    const step = (world: World, now: number) => correctionStep(world, correction, entry, now, this.services);
    return this.answer(() => this.#writer.run<void>(step));
  }

  protected override get isNeeded(): boolean {
    return this.#endsAt !== null;
  }

  async #judge(world: World, report: Report, now: number, address?: string): Promise<Step<World, ReportAnswer>> {
    const { store, rules, ingest, parties } = this.services;
    const by = { rules, mutes: ingest.mutes };
    const newPartyId = needsPartyId(world, report, now, by) ? await store.newDropPartyId() : null;
    const { events, answer } = decideReport(world, report, now, by, newPartyId);
    if (events.some(({ type }) => type === 'drop_party_started')) parties.take(String(world.world), address);
    return { ...applyDropEvents(world, events), state: world, events, answer };
  }

  #end(world: World, now: number): Step<World, DropPartySummary | null> {
    const events = decideEndIfIdle(world, now, this.services.rules);
    const [ended] = events;
    const answer = ended && world.party ? summariseDropParty(world.party, ended.at) : null;
    return { ...applyDropEvents(world, events), state: world, events, answer };
  }

  /** As it is stored. */
  #counted(world: World): World {
    const { parties } = this.services;
    if (world.party) parties.keep(String(world.world));
    else parties.release(String(world.world));
    return world;
  }

  #follow(world: World): void {
    this.#stored += 1;
    this.#endsAt = world.party && world.party.last_drop_at + this.services.rules.partyIdleMs;
    if (this.#shown) this.#show(shownWorld(world));
    this.updateLifetime();
    this.#setIdleTimer();
  }

  #show(world: ReturnType<typeof shownWorld>): void {
    showWorld(this.state, world, this.services.rules.partyIdleMs);
    this.publish();
  }

  /** From the store, because what the writer holds may not be durable yet. What is stored meanwhile is shown already, and newer. */
  async #beginToShow(): Promise<void> {
    const stored = this.#stored;
    try {
      const snapshot = await this.services.store.snapshotOf(`world:${this.state.world}`);
      if (snapshot?.topic === 'world' && stored === this.#stored) this.#show(snapshot.value);
    } catch (error) {
      this.#shown = undefined;
      throw error;
    }
  }

  /** One timer per drop party: a drop only moves its end, and the timer looks at it when it fires. */
  #setIdleTimer(): void {
    if (this.#endsAt === null || this.#idleTimer?.active) return;
    const wait = Math.max(this.#endsAt - this.services.now(), 0);
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
