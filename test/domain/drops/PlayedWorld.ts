import { decideApproval, decideRecount, decideRemoval } from '../../../src/domain/drops/decide-correction.ts';
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
import { NOBODY_MUTED } from '../../../src/domain/drops/trust.ts';
import { openDrop } from '../../../src/domain/drops/open-drops.ts';
import { applyDropEvent, emptyWorld, restoreWorld, type World } from '../../../src/domain/drops/world.ts';

export const SEED_RULES: DropRules = {
  dedupeMode: 'auto',
  dedupeWindowMs: 500,
  partyIdleMs: 300_000,
  minValue: 0,
  priceFactorMax: 10,
};

export const UNMUTED = { rules: SEED_RULES, mutes: NOBODY_MUTED };

export function aReport(fields: Partial<Report> = {}): Report {
  const whole = { world: 444, world_type: null, item_id: 526, item_name: 'Bones', quantity: 1, value: 100 };
  const unsaid = {
    reporter: null,
    source: null,
    key: null,
    tile: null,
    tick: null,
    despawns_in: null,
    public_in: null,
  };
  return { ...whole, ...unsaid, price: null, ...fields };
}

/** Drives a world as a room does, and keeps what happened. */
export class PlayedWorld {
  world: World = emptyWorld(444);
  readonly events: DropEvent[] = [];
  readonly ended: DropPartySummary[] = [];
  readonly #rules: DropRules;
  #nextPartyId = 1;
  #mutes = NOBODY_MUTED;

  constructor(rules: Partial<DropRules> = {}) {
    this.#rules = { ...SEED_RULES, ...rules };
  }

  report(at: number, fields: Partial<Report> = {}): ReportAnswer {
    const report = aReport(fields);
    const by = { rules: this.#rules, mutes: this.#mutes };
    const newPartyId = needsPartyId(this.world, report, at, by) ? this.#nextPartyId++ : null;
    const { events, answer } = decideReport(this.world, report, at, by, newPartyId);
    this.#apply(events);
    return answer;
  }

  /** Of the running party, all of whose drops are open. */
  remove(number: number, at = 0): void {
    this.#apply(decideRemoval(this.world, openDrop(this.world, number)!, [], at));
  }

  approve(number: number, at = 0): void {
    this.#apply(decideApproval(444, openDrop(this.world, number)!, at));
  }

  /** Nobody else is muted from then on. */
  mute({ reporters = [], sources = [] }: { reporters?: readonly string[]; sources?: readonly string[] }, at = 0): void {
    this.#mutes = { reporters: new Set(reporters), sources: new Set(sources) };
    this.#apply(decideRecount(444, this.world.open, this.#mutes, at));
  }

  endIfIdle(at: number): void {
    this.#apply(decideEndIfIdle(this.world, at, this.#rules));
  }

  restart(): void {
    const { byKind: _, byFate: __, open, ...rest } = this.world;
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
