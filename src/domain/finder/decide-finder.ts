import { BANNED_FROM_SERVER } from '../dungeons/decide-dungeon-party.ts';
import type { DungeonParty, Member } from '../dungeons/dungeon-party.ts';
import { dungeonPartyOfPlayer, type Lobby } from '../dungeons/lobby.ts';
import { refuse, type Refused } from '../refusals.ts';
import { endTickets } from './end-tickets.ts';
import type { FinderCommand, FinderDecision, FinderRules } from './finder-commands.ts';
import { type FinderChange, type FinderEvent, toFinderEvents } from './finder-events.ts';
import { formRun, newPartiesFor } from './form-run.ts';
import { ticketOfPlayer, ticketsOfMatch } from './queue.ts';
import type { Match, Searcher, Ticket } from './ticket.ts';

type Command<Do extends FinderCommand['type']> = Extract<FinderCommand, { type: Do }>;

/** Judges one command of a player. Changes nothing itself: `applyFinderEvent` applies the events. */
export function decideFinder(lobby: Lobby, command: FinderCommand, now: number, rules: FinderRules): FinderDecision {
  if (command.type === 'join') return decideJoin(lobby, command, now, rules);
  const { player_id, ticket_id } = command;
  const ticket = ticketOfPlayer(lobby.queue, player_id);
  if (!ticket || (ticket_id !== null && ticket.ticket_id !== ticket_id)) return refuse('ticket_not_found');
  switch (command.type) {
    case 'leave':
      return decideLeave(lobby, ticket, command, now);
    case 'accept':
      return decideAccept(lobby, ticket, command, now, rules);
    case 'decline':
      return decideDecline(lobby, ticket, command, now);
  }
}

/** The leader of a party joins the queue for all its members. An earlier ticket ends. Rule: [FIND-1], [FIND-2]. */
function decideJoin(lobby: Lobby, command: Command<'join'>, now: number, rules: FinderRules): FinderDecision {
  const { player, ticket_id, game_type, wishes } = command;
  const { player_id } = player;
  if (rules.isBanned(player_id)) return refuse('banned', BANNED_FROM_SERVER);
  const party = dungeonPartyOfPlayer(lobby, player_id);
  const closed = party && closedReason(party, player_id);
  if (closed) return closed;
  const players = party ? party.members.map(searcherOf) : [player];
  if (players.length > wishes.players_max) {
    return refuse(
      'match_too_small',
      `the party has ${players.length} members, and players_max is ${wishes.players_max}`,
    );
  }
  const earlier = ticketOfPlayer(lobby.queue, player_id);
  if (lobby.queue.tickets.size - Number(earlier !== undefined) >= rules.ticketsMax) return refuse('queue_full');
  const ticket: Ticket = {
    ticket_id,
    lobby: lobby.name,
    game_type,
    party_id: party?.party_id ?? null,
    players,
    wishes,
    match_id: null,
    is_ahead: false,
    version: 1,
    created_at: now,
    updated_at: now,
  };
  const ended = earlier ? endTickets(lobby, new Map([[earlier.ticket_id, 'replaced']]), now) : [];
  return accepted(ticket_id, [...ended, ...toFinderEvents(lobby, now, [{ type: 'ticket_created', ticket }])]);
}

function closedReason(party: DungeonParty, playerId: string): Refused | null {
  if (party.session_id !== null) return refuse('session_running');
  return party.leader_id === playerId ? null : refuse('not_leader');
}

/** A member looks for a party as what it plays in its own. */
export function searcherOf({ player_id, name, class: played, data }: Member): Searcher {
  return { player_id, name, class: played, data, accepted: false };
}

function decideLeave(lobby: Lobby, ticket: Ticket, { player_id }: Command<'leave'>, now: number): FinderDecision {
  const party = ticket.party_id === null ? undefined : lobby.parties.get(ticket.party_id);
  if (party && party.leader_id !== player_id) return refuse('not_leader');
  return accepted(ticket.ticket_id, endTickets(lobby, new Map([[ticket.ticket_id, 'left']]), now));
}

/** Once all have accepted, the parties are formed and the session is created, in the same commit. Rule: [FIND-9], [FIND-10]. */
function decideAccept(
  lobby: Lobby,
  ticket: Ticket,
  command: Command<'accept'>,
  now: number,
  { partiesMax, arrivalOf }: FinderRules,
): FinderDecision {
  const match = matchOf(lobby, ticket, command.match_id);
  if (!match) return refuse('match_not_found');
  const { ticket_id } = ticket;
  const { player_id } = command;
  if (ticket.players.some((player) => player.player_id === player_id && player.accepted))
    return accepted(ticket_id, []);
  const change: FinderChange = { type: 'match_accepted', match_id: match.match_id, ticket_id, player_id };
  const events = toFinderEvents(lobby, now, [change]);
  if (!isLastToAccept(lobby, match, player_id)) return accepted(ticket_id, events);
  if (lobby.parties.size + newPartiesFor(lobby, match) > partiesMax) {
    const { match_id, teams } = match;
    const failed: FinderChange = { type: 'match_failed', match_id, reason: 'lobby_full', ahead: teams.flat() };
    return accepted(ticket_id, [...events, ...toFinderEvents(lobby, now, [failed])]);
  }
  const run = formRun(lobby, match, command.run, now, arrivalOf, ticket_id);
  return { ...run, type: 'accepted', ticket_id, events: [...events, ...run.events] };
}

/** The ticket leaves the queue; those who had accepted go to its head. Rule: [FIND-9]. */
function decideDecline(lobby: Lobby, ticket: Ticket, command: Command<'decline'>, now: number): FinderDecision {
  if (!matchOf(lobby, ticket, command.match_id)) return refuse('match_not_found');
  return accepted(ticket.ticket_id, endTickets(lobby, new Map([[ticket.ticket_id, 'declined']]), now));
}

function matchOf({ queue }: Lobby, { match_id }: Ticket, asked: string | null): Match | undefined {
  if (match_id === null || (asked !== null && asked !== match_id)) return undefined;
  return queue.matches.get(match_id);
}

function isLastToAccept({ queue }: Lobby, match: Match, playerId: string): boolean {
  const others = ticketsOfMatch(queue, match).flatMap(({ players }) => players);
  return others.every(({ player_id, accepted: has }) => has || player_id === playerId);
}

function accepted(ticket_id: string, events: FinderEvent[]): FinderDecision {
  return { type: 'accepted', ticket_id, events, partyEvents: [] };
}
