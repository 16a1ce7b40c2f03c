import type { Outcome } from '../directory/outcome.ts';
import { refusalOf } from '../directory/outcome.ts';
import type { ReportReply, RequestIdentity } from '../directory/drop-tracker.ts';
import {
  decideEndIfIdle,
  decideReport,
  type DropRules,
  needsPartyId,
} from '../domain/drops/decide-report.ts';
import type { Report } from '../domain/drops/drop.ts';
import type { DropEvent } from '../domain/drops/events.ts';
import { type PartySummary, summarise } from '../domain/drops/party.ts';
import { applyDropEvent, hear, type World } from '../domain/drops/world.ts';
import { AppError } from '../domain/errors.ts';
import type { RememberedAnswer, Store } from '../store/store.ts';
import { Mailbox } from './Mailbox.ts';

type Job =
  { do: 'report'; report: Report; request: RequestIdentity | null; now: number } | { do: 'end_if_idle'; now: number };

type Answer = Outcome<ReportReply | PartySummary | null>;

type Batch = { events: DropEvent[]; answers: RememberedAnswer[]; remembered: Map<string, RememberedAnswer> };

/** The write path of one world: decide, store, then let the room show it. */
export class DropWorld {
  readonly #store: Store;
  readonly #rules: DropRules;
  readonly #now: () => number;
  readonly #onStored: (world: World) => void;
  readonly #mailbox = new Mailbox<Job, Answer>((jobs) => this.#run(jobs));
  readonly #number: number;
  /** Null before the first load, and after a failed commit: then what is stored is loaded again. */
  #world: World | null = null;

  constructor(world: number, store: Store, rules: DropRules, now: () => number, onStored: (world: World) => void) {
    this.#number = world;
    this.#store = store;
    this.#rules = rules;
    this.#now = now;
    this.#onStored = onStored;
  }

  get busy(): boolean {
    return this.#mailbox.busy;
  }

  /** The stored state; for reading only. */
  async current(): Promise<World> {
    return (this.#world ??= await this.#store.loadWorld(this.#number));
  }

  report(report: Report, request: RequestIdentity | null): Promise<Outcome<ReportReply>> {
    return this.#mailbox.send({ do: 'report', report, request, now: this.#now() }) as Promise<Outcome<ReportReply>>;
  }

  endIfIdle(): Promise<Outcome<PartySummary | null>> {
    return this.#mailbox.send({ do: 'end_if_idle', now: this.#now() }) as Promise<Outcome<PartySummary | null>>;
  }

  async #run(jobs: Job[]): Promise<Answer[]> {
    try {
      const world = await this.current();
      const batch: Batch = { events: [], answers: [], remembered: await this.#recall(jobs) };
      const answers: Answer[] = [];
      for (const job of jobs) answers.push(await this.#decide(world, job, batch));
      const { events, answers: toRemember } = batch;
      if (events.length > 0 || toRemember.length > 0) await this.#store.commit({ events, answers: toRemember });
      if (events.length > 0) this.#onStored(world);
      return answers;
    } catch (error) {
      // What was decided is not stored: forget it. No later job was decided on it, because batches do not overlap.
      this.#world = null;
      const refused = refusalOf(error);
      if (refused.kind === 'internal') throw error;
      return jobs.map(() => ({ refused }));
    }
  }

  async #recall(jobs: Job[]): Promise<Map<string, RememberedAnswer>> {
    const ids = jobs.flatMap((job) => (job.do === 'report' && job.request ? [job.request.id] : []));
    return ids.length > 0 ? this.#store.recall(ids) : new Map();
  }

  async #decide(world: World, job: Job, batch: Batch): Promise<Answer> {
    switch (job.do) {
      case 'report':
        return this.#decideReport(world, job, batch);
      case 'end_if_idle': {
        const party = world.party;
        const [ended] = decideEndIfIdle(world, job.now, this.#rules);
        if (!party || !ended) return { ok: null };
        this.#apply(world, [ended], batch);
        return { ok: summarise(party, ended.at) };
      }
      default:
        return job satisfies never;
    }
  }

  async #decideReport(world: World, job: Job & { do: 'report' }, batch: Batch): Promise<Answer> {
    const { report, request, now } = job;
    const known = request && batch.remembered.get(request.id);
    if (known) return recalled(known, request);
    const newPartyId = needsPartyId(world, now, this.#rules) ? await this.#store.newPartyId() : null;
    const { events, answer } = decideReport(world, report, now, this.#rules, newPartyId);
    this.#apply(world, events, batch);
    hear(world, report.reporter, now);
    if (request) {
      const remembered = { ...request, at: now, answer: { report: answer } };
      batch.answers.push(remembered);
      batch.remembered.set(request.id, remembered);
    }
    return { ok: answer };
  }

  #apply(world: World, events: DropEvent[], batch: Batch): void {
    for (const event of events) applyDropEvent(world, event);
    batch.events.push(...events);
  }
}

function recalled(known: RememberedAnswer, request: RequestIdentity): Answer {
  if (known.fingerprint !== request.fingerprint || !('report' in known.answer)) {
    return { refused: new AppError('idempotency_key_reused').toRefusal() };
  }
  return { ok: { ...known.answer.report, replayed: true } };
}
