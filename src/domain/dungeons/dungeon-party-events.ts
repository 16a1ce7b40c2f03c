import type { Data } from '../json.ts';
import {
  type Arrival,
  type DungeonParty,
  type DungeonPartySettings,
  type Presence,
  type Member,
  memberOf,
} from './dungeon-party.ts';
import { PARTY_BANS_MAX, PARTY_DECLINED_MAX } from '../limits.ts';
import { addDungeonParty, addPlayer, addRequest, type Lobby, removeDungeonParty, removeRequest } from './lobby.ts';

/**
 * Everything that can happen to a dungeon party. Stored in this form: a change here needs a change in the store's schema.
 * The events of one command share a `version` and are one commit. Times are epoch milliseconds.
 */
export type DungeonPartyEvent = DungeonPartyChange & { lobby: string; party_id: string; version: number; at: number };

/** A player who joins, and how. */
export type Newcomer = { player_id: string; name: string; class: string | null; data: Data; presence: Arrival };

/** What a member may change about itself. */
export type MemberChanges = { ready?: boolean; class?: string | null; data?: Data };

/**
 * `session_id` names the session that an event takes a player or the party out of; its room has to be told.
 * `leader_id` is who leads afterwards.
 */
export type DungeonPartyChange =
  | { type: 'party_created'; join_code: string; settings: DungeonPartySettings; member: Newcomer | null }
  | { type: 'party_updated'; changes: Partial<DungeonPartySettings> }
  | { type: 'member_joined'; member: Newcomer }
  | { type: 'member_left'; player_id: string; reason: LeaveReason; leader_id: string | null; session_id: string | null }
  /** `by` is null for an admin of the server, here and where a leader is promoted. */
  | { type: 'member_kicked'; player_id: string; by: string | null; session_id: string | null }
  | { type: 'member_changed'; player_id: string; changes: MemberChanges }
  /** `heard_at`: of a member who is away because nothing was heard of it. */
  | { type: 'member_presence'; player_id: string; status: Presence['status']; heard_at?: number }
  /** A member without a connection has been silent since `heard_at`, or is not any more. The party keeps its version. Rule: [PARTY-3]. */
  | { type: 'member_silence'; player_id: string; heard_at: number | null }
  | { type: 'leader_promoted'; player_id: string; by: string | null }
  | { type: 'player_invited'; player_id: string; by: string; expires_at: number }
  | { type: 'invite_declined'; player_id: string }
  | (Omit<Newcomer, 'presence'> & { type: 'join_requested'; message: string; expires_at: number })
  /** `until`: when the player may ask again. */
  | { type: 'join_request_declined'; player_id: string; by: string; until: number }
  | { type: 'join_request_ended'; player_id: string; reason: RequestEnd }
  | { type: 'party_session_started'; session_id: string }
  | { type: 'party_session_ended'; session_id: string }
  | { type: 'party_dissolved'; reason: DissolveReason; by: string | null; session_id: string | null };

/** `away`: the connection stayed lost for longer than the grace. `banned`: from the server, by an admin. `matched`: into another party, by the group finder. */
export type LeaveReason = 'left' | 'away' | 'banned' | 'matched';

/** Why a join request is over without an answer, and without an end of the party or the start of its run. `banned`: from the server. */
export type RequestEnd = 'withdrawn' | 'expired' | 'entered_party' | 'banned';

/** `empty`: nobody joined in time. `admin`: an admin of the server dissolved it. */
export type DissolveReason = 'dissolved' | 'last_left' | 'empty' | 'admin';

/** Turns one command's changes into events, which share the party's next version; a member's silence alone is not a change of the party. */
export function toDungeonPartyEvents(
  party: DungeonParty,
  at: number,
  changes: DungeonPartyChange[],
): DungeonPartyEvent[] {
  const { lobby, party_id } = party;
  return changes.map((change) => {
    const version = change.type === 'member_silence' ? party.version : party.version + 1;
    return { ...change, lobby, party_id, version, at };
  });
}

/** Applies a decided event in place. Throws if the event does not follow from the lobby's state. */
export function applyDungeonPartyEvent(lobby: Lobby, event: DungeonPartyEvent): void {
  if (event.type === 'party_created') return addDungeonParty(lobby, newParty(event));
  const party = lobby.parties.get(event.party_id);
  if (!party) throw new Error(`lobby "${lobby.name}" has no party ${event.party_id}`);
  applyToParty(lobby, party, event);
  if (event.type === 'member_silence') return;
  party.version = event.version;
  party.updated_at = event.at;
}

function applyToParty(
  lobby: Lobby,
  party: DungeonParty,
  event: Exclude<DungeonPartyEvent, { type: 'party_created' }>,
): void {
  switch (event.type) {
    case 'party_updated':
      return applyUpdate(party, event);
    case 'member_joined':
      return join(lobby, party, event.member, event.at);
    case 'member_left':
      party.leader_id = event.leader_id;
      return remove(lobby, party, event.player_id);
    case 'member_kicked':
      ban(party, event.player_id);
      return remove(lobby, party, event.player_id);
    case 'member_changed':
      Object.assign(member(party, event.player_id), event.changes);
      return;
    case 'member_presence':
      member(party, event.player_id).presence = presence(event.status, event.at, event.heard_at);
      return;
    case 'member_silence':
      member(party, event.player_id).presence = { status: 'rest', ...heard(event.heard_at) };
      return;
    case 'leader_promoted':
      party.leader_id = member(party, event.player_id).player_id;
      return;
    case 'player_invited':
      return invite(party, event);
    case 'invite_declined':
      party.invites.delete(event.player_id);
      return;
    case 'join_requested':
      return request(lobby, party, event);
    case 'join_request_declined':
      endRequest(lobby, party, event.player_id);
      return decline(party, event);
    case 'join_request_ended':
      return endRequest(lobby, party, event.player_id);
    case 'party_session_started':
      for (const playerId of [...party.requests.keys()]) endRequest(lobby, party, playerId);
      party.session_id = event.session_id;
      return;
    case 'party_session_ended':
      return endSession(party, event.at);
    case 'party_dissolved':
      return removeDungeonParty(lobby, party);
    default:
      event satisfies never;
  }
}

function newParty(event: Extract<DungeonPartyEvent, { type: 'party_created' }>): DungeonParty {
  const { lobby, party_id, join_code, settings, member, version, at } = event;
  return {
    ...settings,
    party_id,
    lobby,
    join_code,
    leader_id: member?.player_id ?? null,
    members: member ? [newMember(member, at)] : [],
    banned: new Set(),
    invites: new Map(),
    requests: new Map(),
    declined: new Map(),
    session_id: null,
    version,
    created_at: at,
    updated_at: at,
  };
}

function newMember({ presence, ...player }: Newcomer, at: number): Member {
  return { ...player, ready: false, presence: { status: presence }, joined_at: at };
}

function applyUpdate(party: DungeonParty, { changes }: Extract<DungeonPartyEvent, { type: 'party_updated' }>): void {
  Object.assign(party, changes);
  if (changes.game_type !== undefined || changes.difficulty !== undefined) clearReady(party);
}

function join(lobby: Lobby, party: DungeonParty, newcomer: Newcomer, at: number): void {
  addPlayer(lobby, newcomer.player_id, party.party_id);
  party.members.push(newMember(newcomer, at));
  party.invites.delete(newcomer.player_id);
  endRequest(lobby, party, newcomer.player_id);
  party.declined.delete(newcomer.player_id);
  party.leader_id ??= newcomer.player_id;
}

function remove(lobby: Lobby, party: DungeonParty, playerId: string): void {
  party.members.splice(party.members.indexOf(member(party, playerId)), 1);
  lobby.partyOf.delete(playerId);
}

function ban(party: DungeonParty, playerId: string): void {
  party.banned.add(playerId);
  if (party.banned.size > PARTY_BANS_MAX) party.banned.delete(party.banned.values().next().value!);
}

function invite(party: DungeonParty, event: Extract<DungeonPartyEvent, { type: 'player_invited' }>): void {
  for (const [player_id, { expires_at }] of party.invites) {
    if (event.at >= expires_at) party.invites.delete(player_id);
  }
  party.banned.delete(event.player_id);
  party.invites.set(event.player_id, { by: event.by, expires_at: event.expires_at });
}

function request(
  lobby: Lobby,
  party: DungeonParty,
  event: Extract<DungeonPartyEvent, { type: 'join_requested' }>,
): void {
  const { player_id, name, class: played, data, message, expires_at, at } = event;
  endRequest(lobby, party, player_id);
  party.declined.delete(player_id);
  party.requests.set(player_id, { name, class: played, data, message, requested_at: at, expires_at });
  addRequest(lobby, player_id, party.party_id);
}

function endRequest(lobby: Lobby, party: DungeonParty, playerId: string): void {
  if (party.requests.delete(playerId)) removeRequest(lobby, playerId, party.party_id);
}

/** Forgets those who may ask again, and the earliest beyond PARTY_DECLINED_MAX. */
function decline(
  { declined }: DungeonParty,
  { player_id, until, at }: Extract<DungeonPartyEvent, { type: 'join_request_declined' }>,
): void {
  declined.delete(player_id);
  declined.set(player_id, until);
  for (const [playerId, over] of declined)
    if (at >= over || declined.size > PARTY_DECLINED_MAX) declined.delete(playerId);
}

/** Nobody had to be in the lobby during the session, so the grace of absent members begins with its end. Rule: [PARTY-16]. */
function endSession(party: DungeonParty, at: number): void {
  party.session_id = null;
  clearReady(party);
  for (const member of party.members) {
    if (member.presence.status === 'away') member.presence = { ...member.presence, since: at };
  }
}

function clearReady(party: DungeonParty): void {
  for (const member of party.members) member.ready = false;
}

function presence(status: Presence['status'], at: number, heard_at: number | undefined): Presence {
  return status === 'away' ? { status, since: at, ...heard(heard_at) } : { status };
}

function heard(heard_at: number | null | undefined): { heard_at?: number } {
  return heard_at === null || heard_at === undefined ? {} : { heard_at };
}

function member(party: DungeonParty, playerId: string): Member {
  const found = memberOf(party, playerId);
  if (!found) throw new Error(`party ${party.party_id} has no member "${playerId}"`);
  return found;
}
