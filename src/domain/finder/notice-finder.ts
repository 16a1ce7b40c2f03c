import type { DungeonPartyEvent } from '../dungeons/dungeon-party-events.ts';
import { memberOf } from '../dungeons/dungeon-party.ts';
import type { Lobby } from '../dungeons/lobby.ts';
import { searcherOf } from './decide-finder.ts';
import { endTickets } from './end-tickets.ts';
import { findMatches, type FoundMatch, type RoundPlace } from './find-matches.ts';
import type { FinderRules } from './finder-commands.ts';
import { type FinderChange, type FinderEvent, toFinderEvents } from './finder-events.ts';
import { newPartiesFor } from './form-run.ts';
import { ticketOfPlayer, ticketsOfMatch } from './queue.ts';
import { hasAccepted, type Match, type TicketEnd } from './ticket.ts';
import { ANY } from './TicketIndex.ts';

/** The tickets that end because a player has been absent for too long, or is banned from the server. Rule: [FIND-3]. */
export function endAbsent(
  lobby: Lobby,
  isAbsent: (playerId: string) => boolean,
  now: number,
  { isBanned }: Pick<FinderRules, 'isBanned'>,
): FinderEvent[] {
  const reasons = new Map<string, TicketEnd>();
  for (const [playerId, ticketId] of lobby.queue.ticketOf) {
    if (isBanned(playerId)) reasons.set(ticketId, 'banned');
    else if (isAbsent(playerId) && !reasons.has(ticketId)) reasons.set(ticketId, 'absent');
  }
  return endTickets(lobby, reasons, now);
}

/** The end of matches whose deadline has passed: whoever has not answered leaves the queue. Rule: [FIND-9]. */
export function expireMatches(lobby: Lobby, now: number): FinderEvent[] {
  const due = [...lobby.queue.matches.values()].filter(({ deadline_at }) => now >= deadline_at);
  const asleep = due.flatMap((match) => ticketsOfMatch(lobby.queue, match)).filter((ticket) => !hasAccepted(ticket));
  return endTickets(lobby, new Map(asleep.map(({ ticket_id }) => [ticket_id, 'no_answer'])), now);
}

/** After a restart nobody may have seen the offer or its deadline: all search again, in their places. Rule: [FIND-11]. */
export function withdrawMatches(lobby: Lobby, now: number): FinderEvent[] {
  const all = [...lobby.queue.matches.values()].map((match): FinderChange => {
    const ahead = ticketsOfMatch(lobby.queue, match).filter(hasAccepted);
    return { type: 'match_failed', match_id: match.match_id, reason: 'restart', ahead: ahead.map((t) => t.ticket_id) };
  });
  return toFinderEvents(lobby, now, all);
}

/** One piece of a matching round: what it proposes, and where the next piece goes on. `newId` makes the matches' ids. */
export function proposeMatches(
  lobby: Lobby,
  from: RoundPlace,
  now: number,
  { acceptMs, partiesMax }: Pick<FinderRules, 'acceptMs' | 'partiesMax'>,
  newId: () => string,
): { events: FinderEvent[]; stoppedAt: RoundPlace } {
  const promised = [...lobby.queue.matches.values()].reduce((sum, match) => sum + newPartiesFor(lobby, match), 0);
  // A match has one team at least, and each may need a party.
  const matchesMax = partiesMax - lobby.parties.size - promised;
  if (matchesMax <= 0) return { events: [], stoppedAt: null };
  const bansOf = (partyId: string) => lobby.parties.get(partyId)?.banned;
  const { matches, stoppedAt } = findMatches(lobby.queue.index, now, { from, bansOf, matchesMax });
  const changes = matches.map((found): FinderChange => ({
    type: 'match_proposed',
    match: toMatch(lobby, found, newId(), now, acceptMs),
  }));
  return { events: toFinderEvents(lobby, now, changes), stoppedAt };
}

/** Where nobody minds the difficulty, it is the usual one. */
const USUAL_DIFFICULTY = 'normal';

function toMatch(lobby: Lobby, found: FoundMatch, match_id: string, now: number, acceptMs: number): Match {
  const { game_type, difficulty, region, teams } = found;
  return {
    match_id,
    lobby: lobby.name,
    game_type,
    difficulty: difficulty === ANY ? USUAL_DIFFICULTY : difficulty,
    region: region === ANY ? '' : region,
    teams: teams.map((tickets) => tickets.map(({ ticket_id }) => ticket_id)),
    created_at: now,
    deadline_at: now + acceptMs,
  };
}

/**
 * What becomes of tickets when parties change by other ways, once their events are applied: who enters a party looks for none any more, and
 * a party that loses a member or starts a session does not look for more. Rule: [FIND-3].
 */
export function followDungeonParties(lobby: Lobby, events: readonly DungeonPartyEvent[], at: number): FinderEvent[] {
  if (lobby.queue.tickets.size === 0) return [];
  const reasons = new Map<string, TicketEnd>();
  const joined: FinderChange[] = [];
  for (const event of events) {
    const ofParty = lobby.queue.ticketOfParty.get(event.party_id);
    if (event.type === 'party_created' || event.type === 'member_joined') {
      const player = event.member?.player_id;
      const own = player === undefined ? undefined : ticketOfPlayer(lobby.queue, player);
      if (own && own.party_id !== event.party_id) reasons.set(own.ticket_id, 'party_changed');
      if (event.type === 'party_created' || ofParty === undefined) continue;
      const ticket = lobby.queue.tickets.get(ofParty)!;
      const member = memberOf(lobby.parties.get(event.party_id)!, player!);
      const fits = ticket.match_id === null && ticket.players.length < ticket.wishes.players_max && member;
      if (!fits) reasons.set(ofParty, 'party_changed');
      else joined.push({ type: 'ticket_joined', ticket_id: ofParty, player: searcherOf(member) });
    } else if (ofParty !== undefined && ENDS_SEARCH.has(event.type)) reasons.set(ofParty, 'party_changed');
  }
  const kept = joined.filter((change) => change.type === 'ticket_joined' && !reasons.has(change.ticket_id));
  return [...endTickets(lobby, reasons, at), ...toFinderEvents(lobby, at, kept)];
}

const ENDS_SEARCH: ReadonlySet<DungeonPartyEvent['type']> = new Set([
  'member_left',
  'member_kicked',
  'party_dissolved',
  'party_session_started',
]);
