import { CANDIDATES_MAX, ROUND_STEPS_MAX, TURN_STEPS } from '../limits.ts';
import { type OpenWishes, openWishes } from './open-wishes.ts';
import { placeOf, type RankedTickets } from './RankedTickets.ts';
import { type BansOf, TeamDraft } from './TeamDraft.ts';
import { splitIntoTeams } from './split-teams.ts';
import { byTurn, QUEUE_GAME_TYPES, type QueueGameType, type Ticket } from './ticket.ts';
import { ANY, type Bucket, type TicketIndex } from './TicketIndex.ts';

/** A match that may be proposed: the tickets of each team. */
export type FoundMatch = { game_type: QueueGameType; difficulty: string; region: string; teams: Ticket[][] };

/** Where a piece of a round stopped: the next one goes on after this ticket. Null at the end of a round. */
export type RoundPlace = { game_type: QueueGameType; after: Ticket } | null;

export type RoundOptions = {
  /** Where the last piece stopped. */
  from?: RoundPlace;
  stepsMax?: number;
  bansOf?: BansOf;
  /** Matches that may be made at most. */
  matchesMax?: number;
};

export type RoundPiece = { matches: FoundMatch[]; stoppedAt: RoundPlace; steps: number };

/**
 * One piece of a matching round: each ticket in turn looks for others that suit it, the nearest in rating first, and the classes that are
 * missing before the rest. The same tickets at the same time give the same matches. A ticket costs a search in sorted lists and a bounded
 * number of candidates, so a round over n tickets costs n log n. Rule: [FIND-7].
 */
export function findMatches(index: TicketIndex, now: number, options: RoundOptions = {}): RoundPiece {
  const matches: FoundMatch[] = [];
  try {
    return takeMatches(index, now, options, matches);
  } finally {
    for (const ticket of matches.flatMap(ticketsOf)) index.add(ticket);
  }
}

/** Takes whoever is matched out of the index, as they are gone before the next piece: so a round finds the same in one piece as in many. */
function takeMatches(index: TicketIndex, now: number, options: RoundOptions, matches: FoundMatch[]): RoundPiece {
  const { from = null, stepsMax = ROUND_STEPS_MAX, bansOf = () => undefined, matchesMax = Infinity } = options;
  const search = new Search(index, now, bansOf);
  const first = from === null ? 0 : QUEUE_GAME_TYPES.indexOf(from.game_type);
  for (const game_type of QUEUE_GAME_TYPES.slice(first)) {
    const turns = index.turnsOf(game_type);
    const resumed = from?.game_type === game_type ? from.after : null;
    let next = resumed ? placeAfter(turns, resumed) : 0;
    while (next < turns.length) {
      const seed = turns[next]!;
      const match = search.matchFor(seed);
      if (match) {
        matches.push(match);
        for (const ticket of ticketsOf(match)) index.remove(ticket);
      }
      const { steps } = search;
      if (steps >= stepsMax || matches.length >= matchesMax)
        return { matches, stoppedAt: { game_type, after: seed }, steps };
      next = match ? placeAfter(turns, seed) : next + 1;
    }
  }
  return { matches, stoppedAt: null, steps: search.steps };
}

function ticketsOf({ teams }: FoundMatch): Ticket[] {
  return teams.flat();
}

function placeAfter(turns: readonly Ticket[], ticket: Ticket): number {
  const place = placeOf(turns, ticket, byTurn);
  return turns[place]?.ticket_id === ticket.ticket_id ? place + 1 : place;
}

class Search {
  /** Candidates looked at, and TURN_STEPS for each turn. */
  steps = 0;
  readonly #index: TicketIndex;
  readonly #now: number;
  readonly #bansOf: BansOf;
  readonly #open = new Map<string, OpenWishes>();
  readonly #buckets = new Map<string, Bucket[]>();

  constructor(index: TicketIndex, now: number, bansOf: BansOf) {
    this.#index = index;
    this.#now = now;
    this.#bansOf = bansOf;
  }

  /** Tries what the ticket wishes for in its order. */
  matchFor(ticket: Ticket): FoundMatch | null {
    this.steps += TURN_STEPS;
    const seed = this.#openOf(ticket);
    const regions = seed.regions ?? [...this.#index.busiestRegions(), ANY];
    for (const difficulty of seed.difficulties ?? [ANY]) {
      for (const region of regions) {
        const match = this.#matchIn(seed, difficulty, region);
        if (match) return match;
      }
    }
    return null;
  }

  #matchIn(seed: OpenWishes, difficulty: string, region: string): FoundMatch | null {
    const { game_type } = seed.ticket;
    const buckets = this.#bucketsFor(game_type, difficulty, region);
    if (!mayBeEnough(seed, buckets)) return null;
    const draft = new TeamDraft(seed, difficulty, region, this.#bansOf);
    if (!this.#addMissing(draft, buckets)) return null;
    this.#fill(
      draft,
      buckets.map(({ all }) => all),
    );
    if (!draft.isFull && draft.members.every(({ isPatient }) => isPatient)) return null;
    const teams = splitIntoTeams(draft);
    if (teams === null || (seed.teams === 1 && teams[0]!.length < 2)) return null;
    return { game_type, difficulty, region, teams };
  }

  /** Adds who is needed. False if there is nobody. */
  #addMissing(draft: TeamDraft, buckets: Bucket[]): boolean {
    for (let name = draft.missingClass(); name !== null; name = draft.missingClass()) {
      const lists: RankedTickets[] = [];
      for (const { byClass } of buckets) {
        const ofClass = byClass.get(name);
        if (ofClass) lists.push(ofClass);
      }
      const before = draft.members.length;
      this.#fill(draft, lists, 1);
      if (draft.members.length === before) return false;
    }
    return true;
  }

  /** Adds up to `most` of the nearest who suit, until the draft is full. */
  #fill(draft: TeamDraft, lists: RankedTickets[], most = Infinity): void {
    const { rating } = draft.members[0]!;
    const queues = lists.map((list) => list.nearest(rating));
    const heads = queues.map((queue) => queue.next());
    let added = 0;
    for (let looked = 0; looked < CANDIDATES_MAX && added < most && !draft.isFull; looked++) {
      const nearest = nearestHead(heads, rating);
      if (nearest === -1) return;
      const ticket = heads[nearest]!.value as Ticket;
      heads[nearest] = queues[nearest]!.next();
      this.steps += 1;
      const candidate = this.#openOf(ticket);
      if (draft.members.includes(candidate) || !draft.suits(candidate)) continue;
      draft.add(candidate);
      added += 1;
    }
  }

  #bucketsFor(gameType: QueueGameType, difficulty: string, region: string): Bucket[] {
    const key = `${gameType} ${difficulty}\n${region}`;
    const known = this.#buckets.get(key);
    if (known) return known;
    const found = this.#index.bucketsFor(gameType, difficulty, region);
    this.#buckets.set(key, found);
    return found;
  }

  /** What a ticket asks for is worked out once per piece. */
  #openOf(ticket: Ticket): OpenWishes {
    const known = this.#open.get(ticket.ticket_id);
    if (known) return known;
    const open = openWishes(ticket, this.#now);
    this.#open.set(ticket.ticket_id, open);
    return open;
  }
}

/** Whether enough players wait, and enough of each class that the ticket needs. Most tickets that wait for long fail here. */
function mayBeEnough({ ticket, min, teams, roles }: OpenWishes, buckets: Bucket[]): boolean {
  let waiting = 0;
  for (const { players } of buckets) waiting += players;
  // Its own players are in the first of the buckets at least.
  if (waiting < Math.max(ticket.players.length + 1, min * teams)) return false;
  for (const { class: name, min: least } of roles) {
    if (name === null || least === 0) continue;
    let ofClass = 0;
    for (const { classes } of buckets) ofClass += classes.get(name) ?? 0;
    if (ofClass < least * teams) return false;
  }
  return true;
}

/** The head nearest to the rating; -1 if all queues are at their end. */
function nearestHead(heads: IteratorResult<Ticket>[], rating: number | null): number {
  let [best, distance] = [-1, Infinity];
  for (const [i, head] of heads.entries()) {
    if (head.done) continue;
    const other = head.value.wishes.rating;
    const is = rating === null || other === null ? Number.MAX_VALUE : Math.abs(other - rating);
    if (best === -1 || is < distance) [best, distance] = [i, is];
  }
  return best;
}
