import type { PartyDecision, PartyNotice } from './commands.ts';
import { departures } from './departures.ts';
import { eventsOf, type PartyChange } from './dungeon-party-events.ts';
import { type Lobby, partyOfPlayer } from './lobby.ts';
import { memberOf, type Party } from './dungeon-party.ts';
import { PARTY_RULES, type PartyRules } from './rules.ts';

/** Judges what the server noticed; null where it is of no party. At boot, whoever was online is `disconnected`. */
export function noticeParty(
  lobby: Lobby,
  notice: PartyNotice,
  now: number,
  rules: PartyRules = PARTY_RULES,
): PartyDecision | null {
  const party = 'party_id' in notice ? lobby.parties.get(notice.party_id) : partyOfPlayer(lobby, notice.player_id);
  if (!party) return null;
  return { party_id: party.party_id, events: eventsOf(party, now, changesOf(party, notice, now, rules)) };
}

function changesOf(party: Party, notice: PartyNotice, now: number, rules: PartyRules): PartyChange[] {
  switch (notice.do) {
    case 'connected':
      return connected(party, notice.player_id);
    case 'disconnected':
      return disconnected(party, notice.player_id);
    case 'expire':
      return expired(party, now, rules);
    case 'session_ended':
      return party.session_id === notice.session_id ? [{ type: 'run_ended', session_id: notice.session_id }] : [];
  }
}

/** From now on the player has a connection to lose, even one who came by REST. Source: [PARTY-11]. */
function connected(party: Party, player_id: string): PartyChange[] {
  const is = memberOf(party, player_id)!.presence.status;
  return is === 'online' ? [] : [{ type: 'member_presence', player_id, status: 'online' }];
}

function disconnected(party: Party, player_id: string): PartyChange[] {
  const was = memberOf(party, player_id)!.presence.status;
  return was === 'online' ? [{ type: 'member_presence', player_id, status: 'away' }] : [];
}

/**
 * The earliest time, in epoch milliseconds, at which an `expire` may find something to do; null while nothing can expire.
 * One timer a party is enough. Source: [PARTY-12].
 */
export function partyDueAt(party: Party, rules: PartyRules = PARTY_RULES): number | null {
  if (party.session_id !== null) return null;
  if (party.members.length === 0) return party.created_at + rules.emptyPartyMs;
  const graces = party.members.flatMap(({ presence }) =>
    presence.status === 'away' ? [presence.since + rules.reconnectGraceMs] : [],
  );
  const untouched = isAnyoneOnline(party) ? [] : [party.updated_at + rules.untouchedMs];
  const due = Math.min(...graces, ...untouched);
  return due === Infinity ? null : due;
}

function expired(party: Party, now: number, rules: PartyRules): PartyChange[] {
  const due = partyDueAt(party, rules);
  if (due === null || now < due) return [];
  const { session_id } = party;
  if (party.members.length === 0) return [{ type: 'party_dissolved', reason: 'empty', by: null, session_id }];
  const gone = party.members.filter(
    ({ presence }) => presence.status === 'away' && now >= presence.since + rules.reconnectGraceMs,
  );
  if (gone.length > 0) {
    return departures(
      party,
      gone.map(({ player_id }) => player_id),
      'away',
    );
  }
  return [{ type: 'party_dissolved', reason: 'untouched', by: null, session_id }];
}

function isAnyoneOnline(party: Party): boolean {
  return party.members.some(({ presence }) => presence.status === 'online');
}
