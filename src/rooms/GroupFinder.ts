import { randomUUID } from 'node:crypto';
import type { Replayable, Sender, TicketReply } from '../directory/rooms.ts';
import type { Lobby } from '../domain/dungeons/lobby.ts';
import { explain, type Explanation } from '../domain/finder/explain.ts';
import type { RoundPlace } from '../domain/finder/find-matches.ts';
import type { FinderRules } from '../domain/finder/finder-commands.ts';
import type { FinderEvent } from '../domain/finder/finder-events.ts';
import { endAbsent, expireMatches, proposeMatches, withdrawMatches } from '../domain/finder/notice-finder.ts';
import type { QueueRequest } from '../protocol/queue-requests.ts';
import type { Connections } from './Connections.ts';
import type { LobbyServices } from './dungeon-party-steps.ts';
import { addPartyIds, toFinderCommand } from './finder-commands.ts';
import { changeQueue, finderStep } from './finder-steps.ts';
import { LobbyShares } from './LobbyShares.ts';
import type { LobbyState } from './schema/lobby.ts';
import { showQueues } from './schema/show-queues.ts';
import { TicketMessages } from './TicketMessages.ts';
import type { Writer } from './Writer.ts';

/** Milliseconds between two looks for players who are gone. They may be for TICKET_ABSENT_MS. */
const ABSENT_INTERVAL_MS = 2_000;

type Options = {
  writer: Writer<Lobby>;
  services: LobbyServices;
  connections: Connections;
  state: LobbyState;
  parties: LobbyShares;
};

/**
 * The queue of one lobby, by the clock of its room: looks for matches, notices who is gone and who does not answer, and tells players.
 * What it decides is written by the lobby's one writer, together with the parties.
 */
export class GroupFinder {
  readonly #options: Options;
  readonly #rules: FinderRules;
  readonly #shares: LobbyShares;
  readonly #messages: TicketMessages;
  #place: RoundPlace = null;
  #absentAt = 0;
  #size = 0;

  constructor(options: Options) {
    const { services, connections } = options;
    const { partiesMax, isBanned } = services.partyRules;
    const arrivalOf = (playerId: string) => (connections.has(playerId) ? ('online' as const) : ('rest' as const));
    this.#options = options;
    this.#rules = { ...services.finderRules, partiesMax, isBanned, arrivalOf };
    const shared = { capacity: this.#rules.ticketsMax, what: 'tickets in this lobby', whenFull: 'queue_full' } as const;
    this.#shares = new LobbyShares(services.tickets, shared);
    this.#messages = new TicketMessages(connections, services.now);
  }

  /** Whether nobody is in the queue. */
  get isEmpty(): boolean {
    return this.#size === 0;
  }

  /** After a restart everybody has the whole time again to be heard of, and no match stands. Rule: [FIND-11]. */
  async load(lobby: Lobby): Promise<void> {
    const { tickets, ticketOf, matches } = lobby.queue;
    this.#size = tickets.size;
    this.#shares.keep(tickets.keys());
    this.#options.services.lastHeard.startAgain(ticketOf.keys());
    showQueues(this.#options.state, lobby.queue);
    if (matches.size > 0) await this.#run(withdrawMatches);
  }

  /** A player's request. Refuses every kind of [FIND-n], and what the store refuses. */
  async request(
    playerId: string,
    request: QueueRequest,
    { identity, address }: Sender,
  ): Promise<Replayable<TicketReply>> {
    const { writer, parties, services } = this.#options;
    const command = toFinderCommand(playerId, request);
    const made = command.type === 'join' ? [command.ticket_id] : [];
    const claims: string[] = [];
    const judge = {
      rules: this.#rules,
      sessionRules: services.sessionRules,
      refuseIfDraining: () => services.directory.refuseIfDraining(),
      claimTicket: (ticketId: string) => this.#shares.take(ticketId, address),
      claimParty: (partyId: string, ticketId: string) => {
        parties.take(partyId, this.#shares.addressOf(ticketId));
        claims.push(partyId);
      },
      releaseParty: (partyId: string) => parties.release(partyId),
    };
    return parties.making(claims, () =>
      this.#shares.making(made, () =>
        writer.runOnce(identity, (lobby, now) => {
          addPartyIds(lobby, command);
          return finderStep(lobby, command, now, judge);
        }),
      ),
    );
  }

  /** One tick: ends what is over, and looks for matches from where the last piece of the round stopped. */
  async tick(): Promise<void> {
    const { services, connections, writer } = this.#options;
    if (this.isEmpty) return;
    const now = services.now();
    if (now - this.#absentAt >= ABSENT_INTERVAL_MS) {
      this.#absentAt = now;
      const isAbsent = (playerId: string) =>
        !connections.has(playerId) && now - services.lastHeard.callsOf(playerId).at >= this.#rules.absentMs;
      await this.#run((current, at) => endAbsent(current, isAbsent, at, this.#rules));
    }
    await this.#run(expireMatches);
    if (!services.directory.isDraining) await this.#run((current, at) => this.#propose(current, at));
    this.#messages.tellWaiting(await writer.current());
  }

  async explain(ticketId: string): Promise<Explanation | null> {
    const lobby = await this.#options.writer.current();
    const ticket = lobby.queue.tickets.get(ticketId);
    return ticket ? explain(lobby, ticket, this.#options.services.now()) : null;
  }

  /** Tells a player who has come of its ticket. */
  async welcome(playerId: string): Promise<void> {
    this.#messages.welcome(await this.#options.writer.current(), playerId);
  }

  /** Once the events are stored. */
  show(lobby: Lobby, events: FinderEvent[]): void {
    if (events.length === 0) return;
    this.#size = lobby.queue.tickets.size;
    for (const event of events) {
      if (event.type === 'ticket_created')
        this.#options.services.lastHeard.startAgain(event.ticket.players.map(({ player_id }) => player_id));
      else if (event.type === 'ticket_ended') this.#shares.release(event.ticket_id);
    }
    showQueues(this.#options.state, lobby.queue);
    this.#messages.tellChanges(lobby, events);
  }

  #propose(lobby: Lobby, at: number): FinderEvent[] {
    const { events, stoppedAt } = proposeMatches(lobby, this.#place, at, this.#rules, randomUUID);
    this.#place = stoppedAt;
    return events;
  }

  #run(notice: (lobby: Lobby, now: number) => FinderEvent[]): Promise<void> {
    return this.#options.writer.run((lobby, now) => ({
      ...changeQueue(lobby, notice(lobby, now)),
      state: lobby,
      answer: undefined,
    }));
  }
}
