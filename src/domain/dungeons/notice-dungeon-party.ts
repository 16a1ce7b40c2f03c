import type { DungeonPartyNotice } from './commands.ts';
import { departures } from './decide-membership.ts';
import { endRequestsOf, expiredRequests } from './decide-requests.ts';
import { type DungeonPartyChange, type DungeonPartyEvent, toDungeonPartyEvents } from './dungeon-party-events.ts';
import { type Lobby, dungeonPartyOfPlayer } from './lobby.ts';
import { memberOf, type DungeonParty, DUNGEON_PARTY_RULES, type DungeonPartyRules } from './dungeon-party.ts';

/** Judges what the server noticed. */
export function noticeDungeonParty(
  lobby: Lobby,
  notice: DungeonPartyNotice,
  now: number,
  rules: DungeonPartyRules = DUNGEON_PARTY_RULES,
): DungeonPartyEvent[] {
  const party =
    'party_id' in notice ? lobby.parties.get(notice.party_id) : dungeonPartyOfPlayer(lobby, notice.player_id);
  const asked = notice.type === 'banned' ? endRequestsOf(lobby, notice.player_id, 'banned', now) : [];
  return party ? [...toDungeonPartyEvents(party, now, changesOf(party, notice, now, rules)), ...asked] : asked;
}

function changesOf(
  party: DungeonParty,
  notice: DungeonPartyNotice,
  now: number,
  rules: DungeonPartyRules,
): DungeonPartyChange[] {
  switch (notice.type) {
    case 'connected':
      return connected(party, notice.player_id);
    case 'disconnected':
      return disconnected(party, notice.player_id);
    case 'silent':
      return silent(party, notice);
    case 'not_heard':
      return notHeard(party, notice);
    case 'heard':
      return heard(party, notice.player_id);
    case 'banned':
      return departures(party, [notice.player_id], 'banned');
    case 'expire':
      return expired(party, now, rules);
    case 'session_ended':
      return party.session_id === notice.session_id
        ? [{ type: 'party_session_ended', session_id: notice.session_id }]
        : [];
  }
}

/** From now on the member has a connection to lose, even one who joined by REST. Rule: [PARTY-11]. */
function connected(party: DungeonParty, player_id: string): DungeonPartyChange[] {
  const is = memberOf(party, player_id)!.presence.status;
  return is === 'online' ? [] : [{ type: 'member_presence', player_id, status: 'online' }];
}

function disconnected(party: DungeonParty, player_id: string): DungeonPartyChange[] {
  const was = memberOf(party, player_id)!.presence.status;
  return was === 'online' ? [{ type: 'member_presence', player_id, status: 'away' }] : [];
}

type Silence = { player_id: string; heard_at: number };

function silent(party: DungeonParty, { player_id, heard_at }: Silence): DungeonPartyChange[] {
  const { presence } = memberOf(party, player_id)!;
  const isNews = presence.status === 'rest' && presence.heard_at === undefined;
  return isNews ? [{ type: 'member_silence', player_id, heard_at }] : [];
}

/** From now on the grace runs, as for a lost connection. */
function notHeard(party: DungeonParty, { player_id, heard_at }: Silence): DungeonPartyChange[] {
  const was = memberOf(party, player_id)!.presence.status;
  return was === 'rest' ? [{ type: 'member_presence', player_id, status: 'away', heard_at }] : [];
}

function heard(party: DungeonParty, player_id: string): DungeonPartyChange[] {
  const { presence } = memberOf(party, player_id)!;
  if (presence.status === 'away') return [{ type: 'member_presence', player_id, status: 'rest' }];
  const wasSilent = presence.status === 'rest' && presence.heard_at !== undefined;
  return wasSilent ? [{ type: 'member_silence', player_id, heard_at: null }] : [];
}

/**
 * The earliest time, in epoch milliseconds, at which an `expire` may find something to do; null while nothing can expire.
 * One timer per party is enough. Rule: [PARTY-12].
 */
export function dungeonPartyDueAt(party: DungeonParty, rules: DungeonPartyRules = DUNGEON_PARTY_RULES): number | null {
  if (party.session_id !== null) return null;
  if (party.members.length === 0) return party.created_at + rules.emptyPartyMs;
  const graces = party.members.flatMap(({ presence }) =>
    presence.status === 'away' ? [presence.since + rules.reconnectGraceMs] : [],
  );
  const requests = Array.from(party.requests.values(), ({ expires_at }) => expires_at);
  const due = Math.min(...graces, ...requests);
  return due === Infinity ? null : due;
}

/** The notices of parties in which something expires by now. */
export function expirations(lobby: Lobby, now: number, rules: DungeonPartyRules): DungeonPartyNotice[] {
  const due = [...lobby.parties.values()].filter((party) => (dungeonPartyDueAt(party, rules) ?? Infinity) <= now);
  return due.map(({ party_id }) => ({ type: 'expire', party_id }));
}

/** The notices of members, and of those who ask to be, who are banned from the server. Rule: [PARTY-21]. */
export function bans({ partyOf, requestsOf }: Lobby, { isBanned }: DungeonPartyRules): DungeonPartyNotice[] {
  const players = [...partyOf.keys(), ...requestsOf.keys()].filter(isBanned);
  return players.map((player_id) => ({ type: 'banned', player_id }));
}

/** The notices of all members who are online: at boot, their connections have ended with the last process. */
export function disconnections(lobby: Lobby): DungeonPartyNotice[] {
  const members = [...lobby.parties.values()].flatMap((party) => party.members);
  const online = members.filter(({ presence }) => presence.status === 'online');
  return online.map(({ player_id }) => ({ type: 'disconnected', player_id }));
}

function expired(party: DungeonParty, now: number, rules: DungeonPartyRules): DungeonPartyChange[] {
  const due = dungeonPartyDueAt(party, rules);
  if (due === null || now < due) return [];
  const { session_id } = party;
  if (party.members.length === 0) return [{ type: 'party_dissolved', reason: 'empty', by: null, session_id }];
  const gone = party.members.filter(
    ({ presence }) => presence.status === 'away' && now >= presence.since + rules.reconnectGraceMs,
  );
  const ids = gone.map(({ player_id }) => player_id);
  return [...expiredRequests(party, now), ...departures(party, ids, 'away')];
}
