import { type Calls, isHeardSince, presenceMs } from '../rest-presence.ts';
import type { DungeonPartyNotice } from './commands.ts';
import type { DungeonPartyEvent } from './dungeon-party-events.ts';
import type { DungeonPartyRules, Member } from './dungeon-party.ts';
import type { Lobby } from './lobby.ts';
import { bans, expirations } from './notice-dungeon-party.ts';

/** Everything that is due by now: what bans and members' silence bring about, and what expires. */
export function dueNotices(
  lobby: Lobby,
  callsOf: (playerId: string) => Calls,
  now: number,
  rules: DungeonPartyRules,
): DungeonPartyNotice[] {
  return [...bans(lobby, rules), ...silences(lobby, callsOf, now, rules), ...expirations(lobby, now, rules)];
}

/** The notices of members whose calls, or the lack of them, change their presence by now. Rule: [PARTY-11]. */
export function silences(
  lobby: Lobby,
  callsOf: (playerId: string) => Calls,
  now: number,
  rules: DungeonPartyRules,
): DungeonPartyNotice[] {
  const waiting = [...lobby.parties.values()].filter(({ session_id }) => session_id === null);
  return waiting.flatMap(({ members }) => members.flatMap((member) => silence(member, callsOf, now, rules) ?? []));
}

/** The members without a connection who have just joined, or whose session has just ended. Rule: [PARTY-11]. */
export function givenFullTime(lobby: Lobby, events: DungeonPartyEvent[]): string[] {
  return events.flatMap((event) => {
    switch (event.type) {
      case 'party_created':
      case 'member_joined':
        return event.member?.presence === 'rest' ? [event.member.player_id] : [];
      case 'party_session_ended':
        return (lobby.parties.get(event.party_id)?.members ?? []).map(({ player_id }) => player_id);
      default:
        return [];
    }
  });
}

function silence(
  { player_id, presence }: Member,
  callsOf: (playerId: string) => Calls,
  now: number,
  { restPresenceMs }: DungeonPartyRules,
): DungeonPartyNotice | null {
  if (presence.status === 'online') return null;
  if (presence.status === 'away') {
    // A lost connection is not made up for by a call, which may have been sent before.
    const isBack = presence.heard_at !== undefined && isHeardSince(callsOf(player_id), presence.since);
    return isBack ? { type: 'heard', player_id } : null;
  }
  const calls = callsOf(player_id);
  const silentMs = now - calls.at;
  const wasSilent = presence.heard_at !== undefined;
  const heard_at = presence.heard_at ?? calls.at;
  if (silentMs >= presenceMs(calls, restPresenceMs)) return { type: 'not_heard', player_id, heard_at };
  if (silentMs >= restPresenceMs) return wasSilent ? null : { type: 'silent', player_id, heard_at };
  return wasSilent && isHeardSince(calls, heard_at) ? { type: 'heard', player_id } : null;
}
