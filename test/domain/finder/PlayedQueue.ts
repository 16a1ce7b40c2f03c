import type { Arrival } from '../../../src/domain/dungeons/dungeon-party.ts';
import type { DungeonPartyCommand } from '../../../src/domain/dungeons/commands.ts';
import { decideDungeonParty } from '../../../src/domain/dungeons/decide-dungeon-party.ts';
import { applyDungeonPartyEvent, type DungeonPartyEvent } from '../../../src/domain/dungeons/dungeon-party-events.ts';
import { emptyLobby, type Lobby } from '../../../src/domain/dungeons/lobby.ts';
import { decideFinder } from '../../../src/domain/finder/decide-finder.ts';
import { FINDER_RULES, type FinderCommand, type FinderRules } from '../../../src/domain/finder/finder-commands.ts';
import { applyFinderEvent, type FinderEvent } from '../../../src/domain/finder/finder-events.ts';
import {
  endAbsent,
  expireMatches,
  followDungeonParties,
  proposeMatches,
  withdrawMatches,
} from '../../../src/domain/finder/notice-finder.ts';
import { ticketOfPlayer } from '../../../src/domain/finder/queue.ts';
import { DEFAULT_WISHES, type QueueGameType, type Ticket, type Wishes } from '../../../src/domain/finder/ticket.ts';
import { createSession } from '../../../src/domain/sessions/decide-session.ts';
import type { NewSession } from '../../../src/domain/sessions/session.ts';
import type { StoredEvent } from '../../../src/store/store.ts';
import { newcomer, newParty } from '../dungeons/PlayedLobby.ts';

export type Search = Partial<Wishes> & { class?: string; game_type?: QueueGameType };

/** One lobby with its queue and a clock, which applies everything that is decided. Ids count from 1. */
export class PlayedQueue {
  readonly lobby: Lobby;
  readonly sessions: NewSession[] = [];
  /** Everything that happened, in order. */
  readonly events: StoredEvent[] = [];
  now = 1_000_000;
  #ids = 0;
  readonly rules: FinderRules = {
    ...FINDER_RULES,
    partiesMax: 100,
    isBanned: (playerId) => this.banned.has(playerId),
    arrivalOf: (): Arrival => 'rest',
  };
  readonly banned = new Set<string>();

  constructor(lobby = 'main') {
    this.lobby = emptyLobby(lobby);
  }

  /** Returns the kind of a refusal, or null. */
  join(player_id: string, { class: played, game_type = 'coop', ...wishes }: Search = {}): string | null {
    const player = { player_id, name: player_id, class: played ?? null, data: {}, accepted: false };
    const all = { ...DEFAULT_WISHES, ...wishes };
    return this.command({ type: 'join', ticket_id: this.#id('t'), player, game_type, wishes: all });
  }

  leave(player_id: string): string | null {
    return this.command({ type: 'leave', player_id, ticket_id: null });
  }

  answer(type: 'accept' | 'decline', player_id: string, match_id: string | null = null): string | null {
    const parties = Array.from({ length: 8 }, () => ({ party_id: this.#id('p'), join_code: this.#id('code') }));
    const run = { parties, session_id: this.#id('s'), seed: 1 };
    return this.command({ type, player_id, ticket_id: null, match_id, run });
  }

  command(command: FinderCommand): string | null {
    const decision = decideFinder(this.lobby, command, this.now, this.rules);
    if (decision.type === 'refused') return decision.kind;
    this.#apply(decision.events);
    this.#applyParties(decision.partyEvents);
    if (!decision.session) return null;
    this.sessions.push(decision.session);
    this.events.push(createSession(decision.session, this.now));
    return null;
  }

  /** Creates a party of these, the first of whom leads. */
  party(...members: string[]): string {
    const party_id = this.#id('p');
    this.partyCommand({ type: 'create', party: newParty(party_id), player: newcomer(members[0]!) });
    for (const member of members.slice(1))
      this.partyCommand({ type: 'join', party_id, player: newcomer(member), password: null });
    return party_id;
  }

  partyCommand(command: DungeonPartyCommand): string | null {
    const decision = decideDungeonParty(this.lobby, command, this.now);
    if (decision.type === 'refused') return decision.kind;
    this.#applyParties(decision.events);
    return null;
  }

  /** One round. Returns the players of each team of each match. */
  round(): string[][][] {
    const { events } = proposeMatches(this.lobby, null, this.now, this.rules, () => this.#id('m'));
    this.#apply(events);
    const teams = events.flatMap((event) => (event.type === 'match_proposed' ? [event.match.teams] : []));
    return teams.map((of) =>
      of.map((team) =>
        team.flatMap((id) => this.lobby.queue.tickets.get(id)!.players.map(({ player_id }) => player_id)),
      ),
    );
  }

  wait(ms: number): void {
    this.now += ms;
  }

  expire(): void {
    this.#apply(expireMatches(this.lobby, this.now));
  }

  restart(): void {
    this.#apply(withdrawMatches(this.lobby, this.now));
  }

  absent(...players: string[]): void {
    this.#apply(endAbsent(this.lobby, (playerId) => players.includes(playerId), this.now, this.rules));
  }

  ticket(playerId: string): Ticket | undefined {
    return ticketOfPlayer(this.lobby.queue, playerId);
  }

  partyOf(playerId: string): string[] {
    const party = this.lobby.parties.get(this.lobby.partyOf.get(playerId) ?? '');
    return party?.members.map(({ player_id }) => player_id) ?? [];
  }

  /** Why the last ticket of the player that ended did. */
  readonly reasons = new Map<string, string>();

  #apply(events: FinderEvent[]): void {
    for (const event of events) {
      if (event.type === 'ticket_ended')
        for (const { player_id } of this.lobby.queue.tickets.get(event.ticket_id)!.players)
          this.reasons.set(player_id, event.outcome.reason);
      applyFinderEvent(this.lobby, event);
    }
    this.events.push(...events);
  }

  #applyParties(events: DungeonPartyEvent[]): void {
    for (const event of events) applyDungeonPartyEvent(this.lobby, event);
    this.events.push(...events);
    this.#apply(followDungeonParties(this.lobby, events, this.now));
  }

  #id(prefix: string): string {
    return `${this.lobby.name === 'main' ? '' : this.lobby.name}${prefix}${++this.#ids}`;
  }
}
