import { refuse } from '../../errors.ts';
import { PARTY_INVITES_MAX } from '../limits.ts';
import type { AddressedCommand, PartyAnswer } from './commands.ts';
import { departures } from './departures.ts';
import { eventsOf, type MemberChanges } from './dungeon-party-events.ts';
import { sameJson } from '../json.ts';
import type { Lobby } from './lobby.ts';
import { type Member, memberOf, type Party } from './dungeon-party.ts';
import type { PartyRules } from './rules.ts';

type Command<Do extends AddressedCommand['do']> = Extract<AddressedCommand, { do: Do }>;

/** Always allowed, on a run too: nobody is held. */
export function decideLeave(party: Party, { player_id }: Command<'leave'>, now: number): PartyAnswer {
  if (!memberOf(party, player_id)) return refuse('not_member');
  return { party_id: party.party_id, events: eventsOf(party, now, departures(party, [player_id], 'left')) };
}

/** What a member says of itself: ready or not, class, data. Source: [PARTY-13]. */
export function decideReady(party: Party, command: Command<'ready'>, now: number): PartyAnswer {
  const { party_id } = party;
  const { player_id } = command;
  const member = memberOf(party, player_id);
  if (!member) return refuse('not_member');
  const changes = newOf(member, command.changes);
  if (Object.keys(changes).length === 0) return { party_id, events: [] };
  if (party.session_id !== null) return refuse('session_running');
  return { party_id, events: eventsOf(party, now, [{ type: 'member_changed', player_id, changes }]) };
}

/** Any member may invite; only the leader's invite brings back whom was kicked. Source: [PARTY-9]. */
export function decideInvite(
  lobby: Lobby,
  party: Party,
  command: Command<'invite'>,
  now: number,
  rules: PartyRules,
): PartyAnswer {
  const { player_id: by, target_id: player_id } = command;
  const { party_id } = party;
  if (!memberOf(party, by)) return refuse('not_member');
  if (lobby.partyOf.get(player_id) === party_id) return { party_id, events: [] };
  if (party.banned.has(player_id) && by !== party.leader_id) return refuse('banned');
  if (!party.invites.has(player_id) && openInvites(party, now) >= PARTY_INVITES_MAX) return refuse('invites_full');
  const expires_at = now + rules.inviteMs;
  return { party_id, events: eventsOf(party, now, [{ type: 'player_invited', player_id, by, expires_at }]) };
}

export function decideDecline(party: Party, { player_id }: Command<'decline_invite'>, now: number): PartyAnswer {
  if (!party.invites.has(player_id)) return refuse('invite_not_found');
  return { party_id: party.party_id, events: eventsOf(party, now, [{ type: 'invite_declined', player_id }]) };
}

function newOf(member: Member, { ready, class: playerClass, data }: MemberChanges): MemberChanges {
  return {
    ...(ready !== undefined && ready !== member.ready && { ready }),
    ...(playerClass !== undefined && playerClass !== member.class && { class: playerClass }),
    ...(data !== undefined && !sameJson(data, member.data) && { data }),
  };
}

function openInvites(party: Party, now: number): number {
  return party.invites.values().reduce((open, { expires_at }) => (now < expires_at ? open + 1 : open), 0);
}
