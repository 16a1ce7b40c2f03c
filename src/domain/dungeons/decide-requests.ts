import { PARTY_REQUESTS_MAX, PLAYER_REQUESTS_MAX } from '../limits.ts';
import { refuse, type Refused } from '../refusals.ts';
import type { Calls } from '../rest-presence.ts';
import { accept, type AddressedDungeonPartyCommand, type DungeonPartyDecision } from './commands.ts';
import { entryRefused } from './decide-entry.ts';
import { mayLead } from './decide-leadership.ts';
import {
  type DungeonPartyChange,
  type DungeonPartyEvent,
  type RequestEnd,
  toDungeonPartyEvents,
} from './dungeon-party-events.ts';
import { type Arrival, type DungeonParty, type DungeonPartyRules, memberOf } from './dungeon-party.ts';
import type { Lobby } from './lobby.ts';

type Command<Do extends AddressedDungeonPartyCommand['type']> = Extract<AddressedDungeonPartyCommand, { type: Do }>;

/** Asks a party that the player cannot simply join. Asking again changes nothing. Rule: [PARTY-22]. */
export function decideRequest(
  lobby: Lobby,
  party: DungeonParty,
  { player, message }: Command<'request'>,
  now: number,
  rules: DungeonPartyRules,
): DungeonPartyDecision {
  const { player_id, name, class: played, data } = player;
  if (memberOf(party, player_id)) return accept(party, now, []);
  if (lobby.partyOf.has(player_id)) return refuse('already_in_party');
  if (now < (party.requests.get(player_id)?.expires_at ?? 0)) return accept(party, now, []);
  const refused = entryRefused(party, player_id) ?? askingRefused(lobby, party, player_id, now);
  if (refused) return refused;
  const asked = { player_id, name, class: played, data, message, expires_at: now + rules.joinRequestMs };
  return accept(party, now, [{ type: 'join_requested', ...asked }]);
}

function askingRefused(lobby: Lobby, party: DungeonParty, playerId: string, now: number): Refused | null {
  if (party.members.length === 0) return refuse('party_empty');
  if (party.privacy === 'public' && party.password_hash === null) return refuse('party_open');
  if (now < (party.declined.get(playerId) ?? 0)) return refuse('request_declined');
  const asked = lobby.requestsOf.get(playerId)?.size ?? 0;
  if (asked >= PLAYER_REQUESTS_MAX) return refuse('requests_full', `the player asks ${asked} parties already`);
  if (party.requests.size >= PARTY_REQUESTS_MAX) return refuse('requests_full');
  return null;
}

export function decideWithdraw(
  party: DungeonParty,
  { player_id }: Command<'withdraw_request'>,
  now: number,
): DungeonPartyDecision {
  if (!party.requests.has(player_id)) return refuse('request_not_found');
  return accept(party, now, [{ type: 'join_request_ended', player_id, reason: 'withdrawn' }]);
}

/** How a player who asks would join: connected, or heard of within the presence time. Null if it is not there. Rule: [PARTY-22]. */
export function arrivalOf(
  isOnline: boolean,
  calls: Pick<Calls, 'at'>,
  now: number,
  { restPresenceMs }: Pick<DungeonPartyRules, 'restPresenceMs'>,
): Arrival | null {
  if (isOnline) return 'online';
  return now - calls.at < restPresenceMs ? 'rest' : null;
}

/** The player joins as it asked to. Accepting a member changes nothing. Rule: [PARTY-22]. */
export function decideAcceptRequest(
  lobby: Lobby,
  party: DungeonParty,
  { player_id: by, target_id: player_id, arrival }: Command<'accept_request'>,
  now: number,
): DungeonPartyDecision {
  if (!mayLead(party, by)) return refuse('not_leader');
  if (memberOf(party, player_id)) return accept(party, now, []);
  const request = party.requests.get(player_id);
  if (!request || now >= request.expires_at) return refuse('request_not_found');
  if (lobby.partyOf.has(player_id)) return refuse('already_in_party');
  const refused = entryRefused(party, player_id);
  if (refused) return refused;
  if (arrival === null) return refuse('asker_away');
  const { name, class: played, data } = request;
  return accept(party, now, [
    { type: 'member_joined', member: { player_id, name, class: played, data, presence: arrival } },
  ]);
}

/** Declining twice is the same as once. Rule: [PARTY-22]. */
export function decideDeclineRequest(
  party: DungeonParty,
  { player_id: by, target_id: player_id }: Command<'decline_request'>,
  now: number,
  { joinRequestMs }: DungeonPartyRules,
): DungeonPartyDecision {
  if (!mayLead(party, by)) return refuse('not_leader');
  if (party.requests.has(player_id))
    return accept(party, now, [{ type: 'join_request_declined', player_id, by, until: now + joinRequestMs }]);
  return now < (party.declined.get(player_id) ?? 0) ? accept(party, now, []) : refuse('request_not_found');
}

/** The end of requests whose time is up. Rule: [PARTY-22]. */
export function expiredRequests({ requests }: DungeonParty, now: number): DungeonPartyChange[] {
  const over = [...requests].filter(([, { expires_at }]) => now >= expires_at);
  return over.map(([player_id]) => ({ type: 'join_request_ended', player_id, reason: 'expired' }));
}

/** The end of all that a player asks, each in a version of its party. */
export function endRequestsOf(lobby: Lobby, player_id: string, reason: RequestEnd, at: number): DungeonPartyEvent[] {
  return [...(lobby.requestsOf.get(player_id) ?? [])].flatMap((partyId) =>
    toDungeonPartyEvents(lobby.parties.get(partyId)!, at, [{ type: 'join_request_ended', player_id, reason }]),
  );
}

/** Who enters a party asks no other one any more: to be called once the events are applied. Rule: [PARTY-22]. */
export function requestsEndedBy(lobby: Lobby, events: readonly DungeonPartyEvent[], at: number): DungeonPartyEvent[] {
  return events.flatMap((event) => {
    const isEntry = event.type === 'party_created' || event.type === 'member_joined';
    return isEntry && event.member ? endRequestsOf(lobby, event.member.player_id, 'entered_party', at) : [];
  });
}
