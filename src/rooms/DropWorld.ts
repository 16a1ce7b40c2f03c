import type { ReportReply } from '../directory/drop-tracker.ts';
import type { Outcome } from '../directory/outcome.ts';
import type { RequestIdentity } from '../directory/request-identity.ts';
import {
  decideEndIfIdle,
  decideReport,
  type DropRules,
  needsPartyId,
  type ReportAnswer,
} from '../domain/drops/decide-report.ts';
import type { Report } from '../domain/drops/drop.ts';
import type { DropEvent } from '../domain/drops/drop-events.ts';
import { type DropPartySummary, summariseDropParty } from '../domain/drops/drop-party.ts';
import { applyDropEvent, hear, type World } from '../domain/drops/world.ts';
import type { Store } from '../store/store.ts';
import { type Step, Writer } from './Writer.ts';

type Job = { type: 'report'; report: Report } | { type: 'end_if_idle' };

type Answer = { judged: ReportAnswer } | { ended: DropPartySummary | null };

/** The write path of one world: decide, store, then let the room show it. */
export class DropWorld {
  readonly #store: Store;
  readonly #rules: DropRules;
  readonly #writer: Writer<World, Job, Answer>;

  constructor(world: number, store: Store, rules: DropRules, now: () => number, onStored: (world: World) => void) {
    this.#store = store;
    this.#rules = rules;
    this.#writer = new Writer<World, Job, Answer>({
      store,
      now,
      load: () => store.loadWorld(world),
      decide: (state, job, at) =>
        job.type === 'report' ? this.#report(state, job.report, at) : this.#endIfIdle(state, at),
      onStored,
    });
  }

  get busy(): boolean {
    return this.#writer.busy;
  }

  /** The stored state; for reading only. */
  current(): Promise<World> {
    return this.#writer.current();
  }

  async report(report: Report, request: RequestIdentity | null): Promise<Outcome<ReportReply>> {
    const outcome = await this.#writer.send({ type: 'report', report }, request);
    if ('refused' in outcome) return outcome;
    const { answer, replayed } = outcome.ok;
    if (!('judged' in answer)) throw new Error('a report was answered with the end of a party');
    return { ok: { ...answer.judged, ...(replayed && { replayed }) } };
  }

  async endIfIdle(): Promise<Outcome<DropPartySummary | null>> {
    const outcome = await this.#writer.send({ type: 'end_if_idle' });
    if ('refused' in outcome) return outcome;
    const { answer } = outcome.ok;
    return { ok: 'ended' in answer ? answer.ended : null };
  }

  async #report(world: World, report: Report, now: number): Promise<Step<World, Answer>> {
    const newPartyId = needsPartyId(world, now, this.#rules) ? await this.#store.newDropPartyId() : null;
    const { events, answer } = decideReport(world, report, now, this.#rules, newPartyId);
    const step = stepTo(world, events, { judged: answer });
    hear(world, report.reporter, now);
    return step;
  }

  #endIfIdle(world: World, now: number): Step<World, Answer> {
    const { party } = world;
    const [ended] = decideEndIfIdle(world, now, this.#rules);
    return ended && party
      ? stepTo(world, [ended], { ended: summariseDropParty(party, ended.at) })
      : stepTo(world, [], { ended: null });
  }
}

function stepTo(world: World, events: DropEvent[], answer: Answer): Step<World, Answer> {
  for (const event of events) applyDropEvent(world, event);
  return { state: world, events, answer: { ok: answer } };
}
