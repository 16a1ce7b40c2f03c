import type { Drop } from '../../domain/drops/drop.ts';
import type { DropEvent } from '../../domain/drops/drop-events.ts';
import { GROUND_MS } from '../../domain/drops/witness-rule.ts';
import { type DropPartySummary, summariseDropParty } from '../../domain/drops/drop-party.ts';
import { applyDropEvent, emptyWorld, type World } from '../../domain/drops/world.ts';
import type { Session } from '../../domain/sessions/session.ts';
import { dropPartyEndedUpdates, dropUpdates } from '../../projections/drop-updates.ts';
import type { NewUpdate, Update } from '../../projections/update.ts';
import type { JournalCommit } from './event-kinds.ts';
import { checkFollows } from './admission.ts';
import { Dungeons } from './Dungeons.ts';
import { isDropEvent } from './event-kinds.ts';
import type { Settled } from './party-file.ts';
import { ANSWERS_KEPT, RecentTexts, SESSIONS_KEPT } from './RecentTexts.ts';
import type { LogLine } from './SegmentedLog.ts';
import { type NewsOf, Updates } from './Updates.ts';

/** A party that runs, or that ended and is not in the archive yet. */
export type KeptParty = {
  id: number;
  world: number;
  /** What of it the archive has; `drops` are the rest, in order. */
  settled: Settled;
  drops: Drop[];
  /** Set when it ended. */
  summary: DropPartySummary | null;
  /** When the world was last heard of, in epoch milliseconds. */
  heardAt: number;
};

/** What can go to the archive at one moment: nothing of it changes any more. */
export type Settlement = {
  parties: { party: KeptParty; drops: Drop[]; summary: DropPartySummary | null }[];
  ended: DropPartySummary[];
  answers: LogLine[];
  sessions: LogLine[];
};

/** All that is durable and not in the archive: what the journal's records add up to. */
export class Tables {
  readonly worlds = new Map<number, World>();
  readonly parties = new Map<number, KeptParty>();
  readonly dungeons = new Dungeons();
  readonly answers = new RecentTexts(ANSWERS_KEPT);
  readonly completeSessions = new RecentTexts(SESSIONS_KEPT);
  readonly updates = new Updates();
  /** Not in the archive yet, in order of ending. `endedBefore` were archived before them. */
  ended: DropPartySummary[] = [];
  endedBefore = 0;
  nextPartyId = 1;

  /** Gives what watchers are told of it. */
  apply(commit: JournalCommit): Update[] {
    const news: NewsOf[] = [];
    for (const event of commit.events) if (isDropEvent(event)) this.#applyEvent(event, news);
    for (const session of this.dungeons.apply(commit.events, news)) {
      this.completeSessions.add(session.session_id, session.completed_at, session);
    }
    for (const answer of commit.answers) this.answers.add(answer.id, answer.at, answer);
    return this.updates.add(news);
  }

  /** Running, or complete and not forgotten yet. */
  session(id: string, now: number): Session | null {
    const active = this.dungeons.sessions.find(id);
    if (active) return active;
    const complete = this.completeSessions.find(id, now);
    return complete === undefined ? null : JSON.parse(complete);
  }

  restoreWorld(world: World, settled: Settled): void {
    this.worlds.set(world.world, world);
    if (!world.party) return;
    const drops = world.open.map(({ drop }) => drop).filter(({ number }) => number > settled.drops);
    const { id, last_drop_at: heardAt } = world.party;
    this.parties.set(id, { id, world: world.world, settled, drops, summary: null, heardAt });
  }

  /** A drop settles when no witness can come any more: its party ended, or its time on the ground is over. */
  settleable(): Settlement {
    const parties = [...this.parties.values()].map((party) => ({
      party,
      drops: this.#settledDrops(party),
      summary: party.summary,
    }));
    return {
      parties: parties.filter(({ drops, summary }) => drops.length > 0 || summary),
      ended: [...this.ended],
      answers: this.answers.fresh,
      sessions: this.completeSessions.fresh,
    };
  }

  /** The archive has it now. `sizes` are the bytes of the parties' files. */
  settle({ parties, ended, answers, sessions }: Settlement, sizes: Map<number, number>): void {
    for (const { party, drops } of parties) {
      party.settled = { drops: party.settled.drops + drops.length, bytes: sizes.get(party.id)! };
      party.drops = party.drops.slice(drops.length);
    }
    for (const { id } of ended) this.parties.delete(id);
    this.ended = this.ended.slice(ended.length);
    this.endedBefore += ended.length;
    this.answers.settle(answers.length);
    this.completeSessions.settle(sessions.length);
  }

  #settledDrops({ world, drops, summary, heardAt }: KeptParty): Drop[] {
    if (summary) return [...drops];
    // What was too old for the world's last event is too old for all that follow. By the events' own clock: this one's may differ.
    const open = this.worlds.get(world)?.open.find(({ drop }) => Math.abs(heardAt - drop.dropped_at) <= GROUND_MS);
    return open ? drops.filter(({ number }) => number < open.drop.number) : [...drops];
  }

  #applyEvent(event: DropEvent, news: NewUpdate[]): void {
    const known = this.worlds.get(event.world);
    checkFollows(known, event);
    const world = known ?? emptyWorld(event.world);
    this.worlds.set(event.world, world);
    if (event.type === 'drop_party_ended') news.push(...this.#end(world, event.at));
    applyDropEvent(world, event);
    if (event.type !== 'drop_party_ended') news.push(...dropUpdates(event, world));
    if (event.type === 'drop_party_started') this.#start(event.world, event.party_id);
    const kept = this.parties.get(event.party_id);
    if (!kept) return;
    if (event.type === 'drop_added') kept.drops.push(world.open.at(-1)!.drop);
    kept.heardAt = event.at;
  }

  #start(world: number, id: number): void {
    const settled = { drops: 0, bytes: 0 };
    this.parties.set(id, { id, world, settled, drops: [], summary: null, heardAt: -Infinity });
    this.nextPartyId = Math.max(this.nextPartyId, id + 1);
  }

  #end({ party }: World, at: number): NewUpdate[] {
    const kept = party && this.parties.get(party.id);
    if (!kept) return [];
    kept.summary = summariseDropParty(party, at);
    this.ended.push(kept.summary);
    return dropPartyEndedUpdates(kept.summary, at);
  }
}
