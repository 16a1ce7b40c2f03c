import { findMatches, type FoundMatch } from '../../src/domain/finder/find-matches.ts';
import { openWishes } from '../../src/domain/finder/open-wishes.ts';
import { splitIntoTeams } from '../../src/domain/finder/split-teams.ts';
import { TeamDraft } from '../../src/domain/finder/TeamDraft.ts';
import type { Ticket } from '../../src/domain/finder/ticket.ts';
import { TicketIndex } from '../../src/domain/finder/TicketIndex.ts';

/** Who waits, and what a round makes of them. */
export interface Matcher {
  add(ticket: Ticket): void;
  remove(ticket: Ticket): void;
  round(now: number): FoundMatch[];
}

/** Muster's, with whole rounds. */
export class MusterMatcher implements Matcher {
  readonly #index = new TicketIndex();
  add(ticket: Ticket): void {
    this.#index.add(ticket);
  }
  remove(ticket: Ticket): void {
    this.#index.remove(ticket);
  }
  round(now: number): FoundMatch[] {
    return findMatches(this.#index, now, { stepsMax: Infinity }).matches;
  }
}

/** The first who come, whatever they wish for but the size: what a queue without wishes does. */
export class FirstComeMatcher implements Matcher {
  readonly #waiting = new Map<string, Ticket>();
  add(ticket: Ticket): void {
    this.#waiting.set(ticket.ticket_id, ticket);
  }
  remove({ ticket_id }: Ticket): void {
    this.#waiting.delete(ticket_id);
  }
  round(): FoundMatch[] {
    const matches: FoundMatch[] = [];
    let team: Ticket[] = [];
    let teams: Ticket[][] = [];
    let players = 0;
    for (const ticket of this.#waiting.values()) {
      const { players_max, players_min, teams: wanted } = ticket.wishes;
      if (players + ticket.players.length > players_max) continue;
      team.push(ticket);
      players += ticket.players.length;
      if (players < players_min) continue;
      teams.push(team);
      [team, players] = [[], 0];
      if (teams.length < wanted) continue;
      const [first] = teams[0]!;
      const region = first!.wishes.regions[0]?.region ?? '';
      matches.push({ game_type: first!.game_type, difficulty: 'normal', region, teams });
      teams = [];
    }
    return matches;
  }
}

/** Candidates that the greedy matcher looks at for one ticket: without a bound, a round of a launch would take it minutes. */
const GREEDY_CANDIDATES = 300;

/** Whoever suits, the longest waiting first, until there are enough: what one writes first. The wishes and how they widen are the same. */
export class GreedyMatcher implements Matcher {
  readonly #waiting = new Map<string, Ticket>();
  add(ticket: Ticket): void {
    this.#waiting.set(ticket.ticket_id, ticket);
  }
  remove({ ticket_id }: Ticket): void {
    this.#waiting.delete(ticket_id);
  }
  round(now: number): FoundMatch[] {
    const taken = new Set<string>();
    const all = [...this.#waiting.values()].map((ticket) => openWishes(ticket, now));
    const matches: FoundMatch[] = [];
    for (const [i, seed] of all.entries()) {
      if (taken.has(seed.ticket.ticket_id)) continue;
      const region = seed.regions?.[0] ?? 'eu-west';
      const draft = new TeamDraft(seed, seed.difficulties?.[0] ?? 'normal', region, () => undefined);
      for (let n = i + 1; n < Math.min(all.length, i + 1 + GREEDY_CANDIDATES) && !draft.isFull; n++) {
        const other = all[n]!;
        if (!taken.has(other.ticket.ticket_id) && draft.suits(other)) draft.add(other);
      }
      const teams = splitIntoTeams(draft);
      if (!teams || (seed.teams === 1 && teams[0]!.length < 2)) continue;
      for (const { ticket_id } of teams.flat()) taken.add(ticket_id);
      matches.push({ game_type: seed.ticket.game_type, difficulty: draft.difficulty, region, teams });
    }
    return matches;
  }
}
