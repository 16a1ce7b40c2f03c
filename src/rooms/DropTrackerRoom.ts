import type { Client, Delayed } from '@colyseus/core';
import type { DropTracker, Replayable, Sender } from '../directory/rooms.ts';
import type { AuditEntry } from '../domain/audit.ts';
import type { DropCorrection } from '../domain/drops/decide-correction.ts';
import type { ReportAnswer } from '../domain/drops/decide-report.ts';
import type { DropPartySummary } from '../domain/drops/drop-party.ts';
import type { Report } from '../domain/drops/drop.ts';
import type { AppError } from '../errors.ts';
import type { World } from '../domain/drops/world.ts';
import { LazySerializer } from './CopyingSerializer.ts';
import { correctionStep, type DropServices, idleEndStep, reportStep } from './drop-steps.ts';
import type { RoomOptions } from './room-services.ts';
import { SafeRoom } from './SafeRoom.ts';
import { DropTrackerState } from './schema/drops.ts';
import { showWorld, shownWorld } from './schema/show-drops.ts';
import { Writer } from './Writer.ts';

/** Milliseconds after which a failed end of a drop party is tried again: the disk may be full. */
const END_RETRY_MS = 5_000;

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
      fence: options.fence,
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

  async report(report: Report, { identity, address }: Sender): Promise<Replayable<ReportAnswer>> {
    const { metrics, parties } = this.services;
    const step = (world: World, now: number) => reportStep(world, report, address, now, this.services);
    try {
      const answer = await this.answer(() => this.#writer.runOnce(identity, step));
      metrics.reports.inc({ result: resultOf(answer) });
      return answer;
    } catch (error) {
      metrics.reports.inc({ result: (error as AppError).kind });
      // The party that it would have started could not be stored.
      if (this.#endsAt === null) parties.release(String(report.world));
      throw error;
    }
  }

  endIfIdle(): Promise<DropPartySummary | null> {
    return this.answer(() => this.#writer.run((world, now) => idleEndStep(world, now, this.services)));
  }

  correct(correction: DropCorrection, entry: AuditEntry | null): Promise<void> {
    const step = (world: World, now: number) => correctionStep(world, correction, entry, now, this.services);
    return this.answer(() => this.#writer.run<void>(step));
  }

  protected override get isNeeded(): boolean {
    return this.#endsAt !== null;
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

/** What a report is counted as: one that was ignored, unless it was a duplicate, by the reason. */
function resultOf(answer: Replayable<ReportAnswer>): string {
  if (answer.replayed) return 'replayed';
  return answer.status === 'ignored' && answer.reason !== 'duplicate_detected' ? answer.reason : answer.status;
}
