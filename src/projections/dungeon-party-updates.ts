import { applyDungeonPartyEvent, type DungeonPartyEvent } from '../domain/dungeons/dungeon-party-events.ts';
import { type Data, sameJson } from '../domain/json.ts';
import type { DungeonParty } from '../domain/dungeons/dungeon-party.ts';
import type { Lobby } from '../domain/dungeons/lobby.ts';
import {
  isListed,
  type MemberDungeonParty,
  memberDungeonParty,
  type PublicDungeonParty,
  publicDungeonParty,
} from '../domain/dungeons/dungeon-party-views.ts';
import type { Told } from './announcement.ts';
import { changedFields, changedPlayers, type NewUpdate, type Topic, type UpdateName } from './update.ts';

/** Applies the events to the lobby in place, and returns what watchers are told of each. Rule: [UPD-1]. */
export function applyDungeonPartyEvents(lobby: Lobby, events: DungeonPartyEvent[]): Told {
  return { updates: events.flatMap((event) => applyAndTell(lobby, event)), announcements: [] };
}

function applyAndTell(lobby: Lobby, event: DungeonPartyEvent): NewUpdate[] {
  // Copied before the event is applied, which changes the party in place.
  const before = lookIn(lobby, event.party_id);
  applyDungeonPartyEvent(lobby, event);
  return dungeonPartyUpdates(event, before, lookIn(lobby, event.party_id), () => listedBefore(lobby, event.party_id));
}

function lookIn(lobby: Lobby, partyId: string): DungeonPartyLook | null {
  const party = lobby.parties.get(partyId);
  return party ? lookAtDungeonParty(party) : null;
}

/** The id of the listed party before this one, in the order of the lobby. */
function listedBefore(lobby: Lobby, partyId: string): string | null {
  let last: string | null = null;
  for (const party of lobby.parties.values()) {
    if (party.party_id === partyId) break;
    if (isListed(party)) last = party.party_id;
  }
  return last;
}

/** How a party is shown at one moment, to outsiders and to members. */
export type DungeonPartyLook = { listed: boolean; outside: PublicDungeonParty; inside: MemberDungeonParty };

export function lookAtDungeonParty(party: DungeonParty): DungeonPartyLook {
  const outside = publicDungeonParty(party);
  return { listed: isListed(party), outside, inside: memberDungeonParty(party, outside) };
}

/**
 * What watchers of the party and of its lobby are told. `before` is null for a new party, `after` for a dissolved one.
 * `placeAfter` returns the id of the listed party before this one, which a party that becomes public is inserted after.
 */
export function dungeonPartyUpdates(
  event: DungeonPartyEvent,
  before: DungeonPartyLook | null,
  after: DungeonPartyLook | null,
  placeAfter: () => string | null,
): NewUpdate[] {
  // Nobody sees that one member of several is silent.
  if (event.type === 'member_silence' && sameJson(before?.outside ?? null, after?.outside ?? null)) return [];
  const changed = changes(before?.outside, after?.outside);
  const news = [partyNews(event, before, after, changed)];
  const inLobby = lobbyNews(event, before, after, changed, placeAfter);
  return inLobby ? [...news, { topic: `lobby:${event.lobby}`, at: event.at, ...inLobby }] : news;
}

function partyNews(
  event: DungeonPartyEvent,
  before: DungeonPartyLook | null,
  after: DungeonPartyLook | null,
  changed: Data,
): NewUpdate {
  const about = { party_id: event.party_id, ...subjectOf(event), ...circumstancesOf(event) };
  const data = { ...about, ...changed };
  const inside = { ...about, ...inviteOf(event), ...changes(before?.inside, after?.inside) };
  const topic: Topic = `party:${event.party_id}`;
  return {
    topic,
    event: NAMES[event.type],
    at: event.at,
    data,
    ...(!sameJson(data, inside) && { for_members: inside }),
    ...(!(after ?? before)?.listed && { members_only: true }),
  };
}

type LobbyNews = Pick<NewUpdate, 'event' | 'data'>;

/** A lobby tells no more of a party than its list shows: neither who was kicked nor who was invited or asks. Rule: [UPD-6]. */
function lobbyNews(
  event: DungeonPartyEvent,
  before: DungeonPartyLook | null,
  after: DungeonPartyLook | null,
  changed: Data,
  placeAfter: () => string | null,
): LobbyNews | null {
  const { party_id } = event;
  if (!before?.listed && !after?.listed) return null;
  if (!after) return { event: 'party_dissolved', data: { party_id } };
  if (!after.listed) return { event: 'party_hidden', data: { party_id } };
  const { outside } = after;
  if (!before) return { event: 'party_created', data: { party_id, party: outside } };
  if (!before.listed) return { event: 'party_shown', data: { party_id, after: placeAfter(), party: outside } };
  const name = event.type === 'member_kicked' ? 'player_left' : NAMES[event.type];
  return { event: name, data: { party_id, ...subjectOf(event), ...changed } };
}

/** The whole view of a new party, the changes of an existing one, nothing of a dissolved one. */
function changes(before: PublicDungeonParty | undefined, after: PublicDungeonParty | undefined): Data {
  if (!after) return {};
  if (!before) return { party: after };
  const { members: were, players: _were, ...was } = before;
  const { members: are, players: _are, ...is } = after;
  const members = changedPlayers(were, are);
  const left = were.filter(({ player_id }) => !are.some((member) => member.player_id === player_id));
  return {
    party: changedFields(was, is),
    ...(members.length > 0 && { members }),
    ...(left.length > 0 && { left: left.map(({ player_id }) => player_id) }),
  };
}

/** The player or session that the event is about, if a list shows it anyway. */
function subjectOf(event: DungeonPartyEvent): Data {
  if (FOR_MEMBERS.has(event.type)) return {};
  if (event.type === 'member_joined') return { player_id: event.member.player_id };
  if (event.type === 'party_session_started' || event.type === 'party_session_ended')
    return { session_id: event.session_id };
  return 'player_id' in event ? { player_id: event.player_id } : {};
}

function circumstancesOf(event: DungeonPartyEvent): Data {
  if (FOR_MEMBERS.has(event.type)) return {};
  return { ...('reason' in event && { reason: event.reason }), ...('by' in event && { by: event.by }) };
}

function inviteOf(event: DungeonPartyEvent): Data {
  if (event.type === 'player_invited') {
    return { invited: { player_id: event.player_id, by: event.by, expires_at: event.expires_at } };
  }
  return event.type === 'invite_declined' ? { declined: { player_id: event.player_id } } : {};
}

/** What outsiders are not told: who is invited, who asks. */
const FOR_MEMBERS: ReadonlySet<DungeonPartyEvent['type']> = new Set([
  'player_invited',
  'invite_declined',
  'join_requested',
  'join_request_declined',
  'join_request_ended',
]);

/** Invites and join requests have no name of their own: outsiders see that the version changed, but not why. */
const NAMES: Record<DungeonPartyEvent['type'], UpdateName> = {
  party_created: 'party_created',
  party_updated: 'party_updated',
  member_joined: 'player_joined',
  member_left: 'player_left',
  member_kicked: 'player_kicked',
  member_changed: 'player_changed',
  member_presence: 'player_changed',
  member_silence: 'player_changed',
  leader_promoted: 'leader_changed',
  player_invited: 'party_updated',
  invite_declined: 'party_updated',
  join_requested: 'party_updated',
  join_request_declined: 'party_updated',
  join_request_ended: 'party_updated',
  party_session_started: 'session_created',
  party_session_ended: 'session_complete',
  party_dissolved: 'party_dissolved',
};
