import {
  decideEndIfIdle,
  decideReport,
  type DropRules,
  needsPartyId,
  type ReportAnswer,
} from '../../../src/domain/drops/decide-report.ts';
import type { Report } from '../../../src/domain/drops/drop.ts';
import type { DropEvent } from '../../../src/domain/drops/drop-events.ts';
import { type DropPartySummary, summariseDropParty } from '../../../src/domain/drops/drop-party.ts';
import { applyDropEvent, emptyWorld, restoreWorld, type World } from '../../../src/domain/drops/world.ts';

export const SEED_RULES: DropRules = { dedupeMode: 'auto', dedupeWindowMs: 500, partyIdleMs: 300_000 };

export function aReport(fields: Partial<Report> = {}): Report {
  const whole = { world: 444, world_type: null, item_id: 526, item_name: 'Bones', quantity: 1, value: 100 };
  return { ...whole, reporter: null, tile: null, tick: null, ...fields };
}

/** Drives a world as a room does, and keeps what happened. */
export class PlayedWorld {
  world: World = emptyWorld(444);
  readonly events: DropEvent[] = [];
  readonly ended: DropPartySummary[] = [];
  readonly #rules: DropRules;
  #nextPartyId = 1;

  constructor(rules: Partial<DropRules> = {}) {
    this.#rules = { ...SEED_RULES, ...rules };
  }

  report(at: number, fields: Partial<Report> = {}): ReportAnswer {
    const report = aReport(fields);
    const newPartyId = needsPartyId(this.world, at, this.#rules) ? this.#nextPartyId++ : null;
    const { events, answer } = decideReport(this.world, report, at, this.#rules, newPartyId);
    this.#apply(events);
    return answer;
  }

  endIfIdle(at: number): void {
    this.#apply(decideEndIfIdle(this.world, at, this.#rules));
  }

  restart(): void {
    const { byKind: _, open, ...rest } = this.world;
    // Cloned separately, because a store reads both from disk and does not know which objects are shared.
    const stored = open.map((drop) => structuredClone(drop));
    this.world = restoreWorld({ ...structuredClone(rest), open: stored });
  }

  /** The running party as lists show it. */
  get running(): DropPartySummary | null {
    return this.world.party && summariseDropParty(this.world.party, null);
  }

  #apply(events: DropEvent[]): void {
    for (const event of events) {
      if (event.type === 'drop_party_ended') this.ended.push(summariseDropParty(this.world.party!, event.at));
      applyDropEvent(this.world, event);
      this.events.push(event);
    }
  }
}

/** `made` for a new drop, `ignored` for a duplicate. */
export function madeDrop(answer: ReportAnswer): 'made' | 'ignored' {
  return answer.status === 'ignored' ? 'ignored' : 'made';
}
