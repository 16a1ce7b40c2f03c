import type { FairShares } from '../auth/FairShares.ts';
import type { Ingest } from '../auth/Ingest.ts';
import type { AuditEntry } from '../domain/audit.ts';
import {
  decideApproval,
  decideEndNow,
  decideRecount,
  decideRemoval,
  type DropCorrection,
} from '../domain/drops/decide-correction.ts';
import {
  decideEndIfIdle,
  decideReport,
  type DropRules,
  needsPartyId,
  type ReportAnswer,
} from '../domain/drops/decide-report.ts';
import type { DropEvent } from '../domain/drops/drop-events.ts';
import { type DropPartySummary, summariseDropParty } from '../domain/drops/drop-party.ts';
import type { Report } from '../domain/drops/drop.ts';
import { type JudgedDrop, openDrop } from '../domain/drops/open-drops.ts';
import type { World } from '../domain/drops/world.ts';
import { AppError } from '../errors.ts';
import { applyDropEvents } from '../projections/drop-updates.ts';
import type { Store } from '../store/store.ts';
import type { RoomServices } from './room-services.ts';
import type { Step } from './Writer.ts';

/** `parties` holds the running drop parties of all worlds, by world. */
export type DropServices = RoomServices & { rules: DropRules; ingest: Pick<Ingest, 'mutes'>; parties: FairShares };

type Corrected = Pick<DropServices, 'store' | 'ingest'>;

/** Stored drops that are read for the one that becomes one of the biggest: some may have been removed in the same moment. */
const NEXT_BIGGEST_READ = 32;

/** Judges a report; a party that it starts is the address's. */
export async function reportStep(
  world: World,
  report: Report,
  address: string | undefined,
  now: number,
  { store, rules, ingest, parties }: DropServices,
): Promise<Step<World, ReportAnswer>> {
  const by = { rules, mutes: ingest.mutes };
  const newPartyId = needsPartyId(world, report, now, by) ? await store.newDropPartyId() : null;
  const { events, answer } = decideReport(world, report, now, by, newPartyId);
  if (events.some(({ type }) => type === 'drop_party_started')) parties.take(String(world.world), address);
  return { ...applyDropEvents(world, events), state: world, events, answer };
}

/** Answers the party if it ends. */
export function idleEndStep(world: World, now: number, { rules }: DropServices): Step<World, DropPartySummary | null> {
  const events = decideEndIfIdle(world, now, rules);
  const [ended] = events;
  const answer = ended && world.party ? summariseDropParty(world.party, ended.at) : null;
  return { ...applyDropEvents(world, events), state: world, events, answer };
}

/** Carries out a correction, and logs it if it changes anything. Refuses `drop_not_found`. Rule: [DROP-15], [DROP-17], [DROP-18]. */
export async function correctionStep(
  world: World,
  correction: DropCorrection,
  entry: AuditEntry | null,
  now: number,
  services: Corrected,
): Promise<Step<World, void>> {
  const events = await decide(world, correction, now, services);
  const audit = entry && events.length > 0 ? [entry] : [];
  return { ...applyDropEvents(world, events), state: world, events, audit, answer: undefined };
}

async function decide(
  world: World,
  correction: DropCorrection,
  now: number,
  { store, ingest }: Corrected,
): Promise<DropEvent[]> {
  const { party_id } = correction;
  switch (correction.type) {
    case 'end':
      return decideEndNow(world, party_id, now);
    case 'remove': {
      const found = await judgedDrop(world, party_id, correction.number, store);
      return decideRemoval(world, found, await store.judged.biggest(party_id, NEXT_BIGGEST_READ), now);
    }
    case 'confirm': {
      const found = await judgedDrop(world, party_id, correction.number, store);
      if (found.removed) throw new AppError('drop_not_found');
      return decideApproval(world.world, found, now);
    }
    case 'recount': {
      const found = correction.numbers.map((number) => judgedDrop(world, party_id, number, store));
      return decideRecount(world.world, await Promise.all(found), ingest.mutes, now);
    }
  }
}

/** An open drop as the writer has it, and any other as it is stored: no report changes it. */
async function judgedDrop(world: World, party_id: number, number: number, store: Store): Promise<JudgedDrop> {
  const open = world.party?.id === party_id ? openDrop(world, number) : undefined;
  const found = open ?? (await store.judged.drop(party_id, number));
  if (!found) throw new AppError('drop_not_found');
  return found;
}
