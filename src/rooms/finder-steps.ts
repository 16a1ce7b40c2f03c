import { requestsEndedBy } from '../domain/dungeons/decide-requests.ts';
import type { DungeonPartyEvent } from '../domain/dungeons/dungeon-party-events.ts';
import type { Lobby } from '../domain/dungeons/lobby.ts';
import { decideFinder } from '../domain/finder/decide-finder.ts';
import { endTickets } from '../domain/finder/end-tickets.ts';
import { explain } from '../domain/finder/explain.ts';
import type { FinderAccepted, FinderCommand, FinderRules } from '../domain/finder/finder-commands.ts';
import type { FinderEvent } from '../domain/finder/finder-events.ts';
import { followDungeonParties } from '../domain/finder/notice-finder.ts';
import type { Ticket } from '../domain/finder/ticket.ts';
import { endedRecord, recordOf, ticketView } from '../domain/finder/ticket-view.ts';
import { createSession, type SessionRules } from '../domain/sessions/decide-session.ts';
import { AppError, refusal } from '../errors.ts';
import type { TicketReply } from '../directory/rooms.ts';
import type { Told } from '../projections/announcement.ts';
import { applyDungeonPartyEvents } from '../projections/dungeon-party-updates.ts';
import { applyFinderEvents } from '../projections/finder-updates.ts';
import { applySessionEvents } from '../projections/session-updates.ts';
import type { StoredEvent } from '../store/store.ts';
import type { Step } from './Writer.ts';

/** What some events bring about: all that is stored and told. */
type Change = Told & { events: StoredEvent[] };

/** Applies the parties' events, and what they bring about: in other parties that were asked, and in the queue. Rule: [PARTY-22], [FIND-3]. */
export function changeParties(lobby: Lobby, events: DungeonPartyEvent[], now: number): Change {
  const told = applyDungeonPartyEvents(lobby, events);
  const ended = requestsEndedBy(lobby, events, now);
  const others = { ...applyDungeonPartyEvents(lobby, ended), events: ended };
  return joined({ ...told, events }, others, changeQueue(lobby, followDungeonParties(lobby, events, now)));
}

export function changeQueue(lobby: Lobby, events: FinderEvent[]): Change {
  return { ...applyFinderEvents(lobby, events), events };
}

function joined(...changes: Change[]): Change {
  return {
    events: changes.flatMap(({ events }) => events),
    updates: changes.flatMap(({ updates }) => updates),
    announcements: changes.flatMap(({ announcements }) => announcements),
  };
}

type Judge = {
  rules: FinderRules;
  sessionRules: SessionRules;
  refuseIfDraining: () => void;
  /** Both may refuse what was decided, before it is applied. A party is its leader's, who had the ticket. */
  claimTicket: (ticketId: string) => void;
  claimParty: (partyId: string, ticketId: string) => void;
  releaseParty: (partyId: string) => void;
};

/** Judges a player's command to the queue. The parties and the session that a match makes are stored with it. Refuses every kind of [FIND-n]. */
export function finderStep(lobby: Lobby, command: FinderCommand, now: number, judge: Judge): Step<Lobby, TicketReply> {
  const decision = decideFinder(lobby, command, now, judge.rules);
  if (decision.type === 'refused') throw refusal(decision);
  const { ticket_id, session } = decision;
  if (session || command.type === 'join') judge.refuseIfDraining();
  const before = lobby.queue.tickets.get(ticket_id);
  if (command.type === 'join') judge.claimTicket(ticket_id);
  const change = session ? makeMatch(lobby, decision, now, judge) : changeQueue(lobby, decision.events);
  return { ...change, state: lobby, answer: ticketReply(lobby, ticket_id, before, change.events, now) };
}

/** Forms the parties and creates the session. If whose party it would be has used up its share, it leaves the queue, and nobody else does. */
function makeMatch(lobby: Lobby, decision: FinderAccepted, now: number, judge: Judge): Change {
  const [accept, ...rest] = decision.events;
  const accepted = changeQueue(lobby, [accept!]);
  const refused = claimAll(lobby, decision.partyEvents, judge);
  if (refused !== null) {
    const ended = endTickets(lobby, new Map([[refused, 'share_used_up']]), now);
    return joined(accepted, changeQueue(lobby, ended));
  }
  const queue = changeQueue(lobby, rest);
  const parties = changeParties(lobby, decision.partyEvents, now);
  const created = [createSession(decision.session!, now, judge.sessionRules)];
  const { state: _, ...told } = applySessionEvents(null, created);
  return joined(accepted, queue, parties, { ...told, events: created });
}

/** Claims the new parties. If one is refused, none is claimed, and the ticket of who would lead it is returned. */
function claimAll(lobby: Lobby, events: DungeonPartyEvent[], { claimParty, releaseParty }: Judge): string | null {
  const claimed: string[] = [];
  for (const event of events) {
    if (event.type !== 'party_created') continue;
    const ticketId = lobby.queue.ticketOf.get(event.member!.player_id)!;
    try {
      claimParty(event.party_id, ticketId);
      claimed.push(event.party_id);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      claimed.forEach(releaseParty);
      return ticketId;
    }
  }
  return null;
}

/** The ticket after the change. One that has ended is in the queue no more. */
function ticketReply(
  lobby: Lobby,
  ticketId: string,
  before: Ticket | undefined,
  events: StoredEvent[],
  now: number,
): TicketReply {
  const ticket = lobby.queue.tickets.get(ticketId);
  if (ticket) return { ticket: ticketView(recordOf(lobby.queue, ticket)), queue: explain(lobby, ticket, now) };
  const end = events.find((event) => event.type === 'ticket_ended' && event.ticket_id === ticketId);
  if (end?.type !== 'ticket_ended' || !before) throw new Error(`ticket ${ticketId} is gone`);
  return { ticket: ticketView(endedRecord(before, end)), queue: null };
}
