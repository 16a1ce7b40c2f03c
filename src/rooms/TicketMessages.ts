import type { Lobby } from '../domain/dungeons/lobby.ts';
import { explain } from '../domain/finder/explain.ts';
import type { FinderEvent } from '../domain/finder/finder-events.ts';
import { ticketOfPlayer } from '../domain/finder/queue.ts';
import type { Searcher, Ticket } from '../domain/finder/ticket.ts';
import { endedRecord, recordOf, ticketView } from '../domain/finder/ticket-view.ts';
import { EXPLAIN_EVERY_MS } from '../domain/limits.ts';
import type { Connections } from './Connections.ts';
import { tell } from './dungeon-party-messages.ts';

type TicketEnded = Extract<FinderEvent, { type: 'ticket_ended' }>;

/** What the last message to a ticket's players said. */
type Told = { ticket: Ticket; text: string | null; at: number };

/** Tells the players of tickets who have a connection what became of them and, every few seconds, why they still wait. */
export class TicketMessages {
  readonly #connections: Connections;
  readonly #now: () => number;
  readonly #told = new Map<string, Told>();

  constructor(connections: Connections, now: () => number) {
    this.#connections = connections;
    this.#now = now;
  }

  tellChanges(lobby: Lobby, events: FinderEvent[]): void {
    for (const event of events) {
      if (event.type === 'ticket_ended') this.#tellEnd(event);
      else if (event.type === 'match_proposed') for (const id of event.match.teams.flat()) this.#tell(lobby, id);
      else if (event.type === 'match_accepted') this.#tellMatch(lobby, event.match_id);
      else if (event.type === 'ticket_created') this.#tell(lobby, event.ticket.ticket_id);
      else if (event.type === 'ticket_joined') this.#tell(lobby, event.ticket_id);
    }
    if (events.some(({ type }) => type === 'match_failed')) this.#tellReturned(lobby);
  }

  welcome(lobby: Lobby, playerId: string): void {
    const ticket = ticketOfPlayer(lobby.queue, playerId);
    if (ticket) this.#send(lobby, ticket, [playerId]);
  }

  /** Only those whose explanation has changed. */
  tellWaiting(lobby: Lobby): void {
    const now = this.#now();
    for (const [ticketId, told] of this.#told) {
      if (now - told.at < EXPLAIN_EVERY_MS) continue;
      const ticket = lobby.queue.tickets.get(ticketId);
      const isWatched = ticket && isSomebodyHere(ticket.players, this.#connections);
      told.at = now;
      if (isWatched && explain(lobby, ticket, now)?.text !== told.text) this.#tell(lobby, ticketId);
    }
  }

  #tell(lobby: Lobby, ticketId: string): void {
    const ticket = lobby.queue.tickets.get(ticketId);
    if (ticket)
      this.#send(
        lobby,
        ticket,
        ticket.players.map(({ player_id }) => player_id),
      );
  }

  #tellMatch(lobby: Lobby, matchId: string): void {
    for (const id of lobby.queue.matches.get(matchId)?.teams.flat() ?? []) this.#tell(lobby, id);
  }

  /** Those that were told of a match which is no more. */
  #tellReturned(lobby: Lobby): void {
    for (const [ticketId, { ticket }] of this.#told)
      if (ticket.match_id !== null && !lobby.queue.matches.has(ticket.match_id)) this.#tell(lobby, ticketId);
  }

  #tellEnd(event: TicketEnded): void {
    const told = this.#told.get(event.ticket_id);
    this.#told.delete(event.ticket_id);
    if (!told) return;
    const message = { ticket: ticketView(endedRecord(told.ticket, event)), queue: null };
    for (const { player_id } of told.ticket.players) tell(this.#connections.of(player_id), 'ticket', message);
  }

  #send(lobby: Lobby, ticket: Ticket, playerIds: string[]): void {
    const now = this.#now();
    const queue = explain(lobby, ticket, now);
    this.#told.set(ticket.ticket_id, { ticket, text: queue?.text ?? null, at: now });
    const message = { ticket: ticketView(recordOf(lobby.queue, ticket)), queue };
    for (const playerId of playerIds) tell(this.#connections.of(playerId), 'ticket', message);
  }
}

function isSomebodyHere(players: readonly Searcher[], connections: Connections): boolean {
  return players.some(({ player_id }) => connections.has(player_id));
}
