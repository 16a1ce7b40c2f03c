import { refuse } from '../refusals.ts';
import { PARTY_INVITES_MAX } from '../limits.ts';
import { accept, type AddressedDungeonPartyCommand, type DungeonPartyDecision } from './commands.ts';
import type { DungeonPartyChange, LeaveReason, MemberChanges } from './dungeon-party-events.ts';
import { sameJson } from '../json.ts';
import type { Lobby } from './lobby.ts';
import { isThere, type Member, memberOf, type DungeonParty, type DungeonPartyRules } from './dungeon-party.ts';

type Command<Do extends AddressedDungeonPartyCommand['type']> = Extract<AddressedDungeonPartyCommand, { type: Do }>;

/** Always allowed, during a session too. Rule: [PARTY-8]. */
export function decideLeave(party: DungeonParty, { player_id }: Command<'leave'>, now: number): DungeonPartyDecision {
  if (!memberOf(party, player_id)) return refuse('not_member');
  return accept(party, now, departures(party, [player_id], 'left'));
}

/**
 * The members leave in the given order. The longest-standing of the others who is there leads, or of all if nobody is; the last to leave
 * dissolves the party. Rule: [PARTY-8].
 */
export function departures(party: DungeonParty, goers: string[], reason: LeaveReason): DungeonPartyChange[] {
  const { session_id } = party;
  const left = new Set<string>();
  let leader_id = party.leader_id;
  const changes = goers.map((player_id): DungeonPartyChange => {
    left.add(player_id);
    if (leader_id === player_id) leader_id = heirOf(party, left);
    return { type: 'member_left', player_id, reason, leader_id, session_id };
  });
  if (left.size < party.members.length) return changes;
  return [...changes, { type: 'party_dissolved', reason: 'last_left', by: goers.at(-1)!, session_id }];
}

/** Who leads once these are gone; null if nobody is left. Rule: [PARTY-8]. */
export function heirOf({ members }: DungeonParty, gone: ReadonlySet<string>): string | null {
  const others = members.filter(({ player_id }) => !gone.has(player_id));
  return (others.find(isThere) ?? others[0])?.player_id ?? null;
}

/** Sets a member's own ready flag, class and data. Rule: [PARTY-13]. */
export function decideReady(party: DungeonParty, command: Command<'ready'>, now: number): DungeonPartyDecision {
  const { player_id } = command;
  const member = memberOf(party, player_id);
  if (!member) return refuse('not_member');
  const changes = changedMemberFields(member, command.changes);
  if (Object.keys(changes).length === 0) return accept(party, now, []);
  if (party.session_id !== null) return refuse('session_running');
  return accept(party, now, [{ type: 'member_changed', player_id, changes }]);
}

/** Any member may invite; only the leader's invite lifts a ban. Rule: [PARTY-9]. */
export function decideInvite(
  lobby: Lobby,
  party: DungeonParty,
  command: Command<'invite'>,
  now: number,
  rules: DungeonPartyRules,
): DungeonPartyDecision {
  const { player_id: by, target_id: player_id } = command;
  const { party_id } = party;
  if (!memberOf(party, by)) return refuse('not_member');
  if (lobby.partyOf.get(player_id) === party_id) return accept(party, now, []);
  if (party.banned.has(player_id) && by !== party.leader_id) return refuse('banned');
  if (!party.invites.has(player_id) && !mayInviteMore(party, by, now)) return refuse('invites_full');
  const expires_at = now + rules.inviteMs;
  return accept(party, now, [{ type: 'player_invited', player_id, by, expires_at }]);
}

export function decideDecline(
  party: DungeonParty,
  { player_id }: Command<'decline_invite'>,
  now: number,
): DungeonPartyDecision {
  if (!party.invites.has(player_id)) return refuse('invite_not_found');
  return accept(party, now, [{ type: 'invite_declined', player_id }]);
}

function changedMemberFields(member: Member, { ready, class: playerClass, data }: MemberChanges): MemberChanges {
  return {
    ...(ready !== undefined && ready !== member.ready && { ready }),
    ...(playerClass !== undefined && playerClass !== member.class && { class: playerClass }),
    ...(data !== undefined && !sameJson(data, member.data) && { data }),
  };
}

/** Members but the leader share the invites: none gets more once it has as many open as are left. */
function mayInviteMore(party: DungeonParty, by: string, now: number): boolean {
  const open = [...party.invites.values()].filter(({ expires_at }) => now < expires_at);
  const left = PARTY_INVITES_MAX - open.length;
  if (by === party.leader_id) return left > 0;
  return open.filter((invite) => invite.by === by).length < left;
}
