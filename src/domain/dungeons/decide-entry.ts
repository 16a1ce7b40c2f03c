import { refuse, type Refused } from '../refusals.ts';
import {
  accept,
  type DungeonPartyCommand,
  type DungeonPartyDecision,
  type NewDungeonParty,
  type PasswordCheck,
} from './commands.ts';
import type { Newcomer } from './dungeon-party-events.ts';
import { closedReason } from './dungeon-party-views.ts';
import { findOpenDungeonParty } from './find-dungeon-party.ts';
import type { Lobby } from './lobby.ts';
import { isAway, memberOf, seats, type DungeonParty, type DungeonPartyRules } from './dungeon-party.ts';

type Command<Do extends DungeonPartyCommand['type']> = Extract<DungeonPartyCommand, { type: Do }>;

/** What the newcomer brings to be let in: the join code, a checked password. */
type Key = { code: boolean; password: PasswordCheck | null };

export function decideCreate(
  lobby: Lobby,
  command: Command<'create'>,
  now: number,
  rules: DungeonPartyRules,
): DungeonPartyDecision {
  const { party, player } = command;
  if (player && lobby.partyOf.has(player.player_id)) return refuse('already_in_party');
  return create(lobby, party, player, now, rules);
}

/** Skips parties that are private, locked or need a password; creates one if none matches. Rule: [PARTY-10]. */
export function decideQuickJoin(
  lobby: Lobby,
  command: Command<'quick_join'>,
  now: number,
  rules: DungeonPartyRules,
): DungeonPartyDecision {
  const { party, player, filter } = command;
  if (lobby.partyOf.has(player.player_id)) return refuse('already_in_party');
  const open = findOpenDungeonParty(lobby, player.player_id, filter);
  return open ? enter(open, player, now) : create(lobby, party, player, now, rules);
}

export function decideJoin(
  lobby: Lobby,
  party: DungeonParty,
  command: Command<'join'>,
  now: number,
): DungeonPartyDecision {
  return decideEntry(lobby, party, command.player, { code: false, password: command.password }, now);
}

export function decideJoinByCode(lobby: Lobby, command: Command<'join_by_code'>, now: number): DungeonPartyDecision {
  const party = lobby.parties.get(lobby.codes.get(command.join_code) ?? '');
  if (!party) return refuse('join_code_unknown');
  return decideEntry(lobby, party, command.player, { code: true, password: command.password }, now);
}

export function decideAccept(
  lobby: Lobby,
  party: DungeonParty,
  command: Command<'accept_invite'>,
  now: number,
): DungeonPartyDecision {
  const { player } = command;
  if (memberOf(party, player.player_id)) return rejoin(party, player, now);
  const invite = party.invites.get(player.player_id);
  if (!invite) return refuse('invite_not_found');
  if (now >= invite.expires_at) return refuse('invite_expired');
  return decideEntry(lobby, party, player, { code: false, password: null }, now);
}

function decideEntry(lobby: Lobby, party: DungeonParty, player: Newcomer, key: Key, now: number): DungeonPartyDecision {
  if (memberOf(party, player.player_id)) return rejoin(party, player, now);
  if (lobby.partyOf.has(player.player_id)) return refuse('already_in_party');
  return entryRefused(party, player.player_id) ?? accessDenied(party, player, key, now) ?? enter(party, player, now);
}

/** Joining twice changes nothing, except that a member who was away is back. Rule: [PARTY-5]. */
function rejoin(party: DungeonParty, { player_id, presence }: Newcomer, now: number): DungeonPartyDecision {
  if (!isAway(memberOf(party, player_id)!)) return accept(party, now, []);
  return accept(party, now, [{ type: 'member_presence', player_id, status: presence }]);
}

/** Refusals that no key overrides. Rule: [PARTY-6]. */
export function entryRefused(party: DungeonParty, playerId: string): Refused | null {
  if (party.banned.has(playerId))
    return refuse('banned', 'The player was kicked from this party and may not come back.');
  const { session_id, locked, members } = party;
  const reason = closedReason({ session_id, locked, player_count: members.length, max_players: seats(party) });
  return reason && refuse(reason);
}

/** Rule: [PARTY-7]. */
function accessDenied(
  party: DungeonParty,
  { player_id }: Newcomer,
  { code, password }: Key,
  now: number,
): Refused | null {
  const invite = party.invites.get(player_id);
  if (invite && now < invite.expires_at) return null;
  if (party.privacy === 'private' && !code) return refuse('party_private');
  if (party.password_hash === null) return null;
  if (password === null) return refuse('password_required');
  return password.ok && password.hash === party.password_hash ? null : refuse('wrong_password');
}

function enter(party: DungeonParty, member: Newcomer, now: number): DungeonPartyDecision {
  return accept(party, now, [{ type: 'member_joined', member }]);
}

function create(
  lobby: Lobby,
  party: NewDungeonParty,
  member: Newcomer | null,
  at: number,
  rules: DungeonPartyRules,
): DungeonPartyDecision {
  if (lobby.parties.size >= rules.partiesMax) return refuse('lobby_full');
  const { party_id, join_code, settings } = party;
  if (lobby.parties.has(party_id) || lobby.codes.has(join_code)) throw new Error('a new party needs a new id and code');
  return {
    type: 'accepted',
    party_id,
    events: [{ type: 'party_created', lobby: lobby.name, party_id, version: 1, at, join_code, settings, member }],
  };
}
