import { EMPTY_PARTY_MS, INVITE_MS, LOBBY_PARTIES_MAX, RECONNECT_GRACE_MS, UNTOUCHED_MS } from '../limits.ts';

/** What an operator, or a test, may set of the rules. */
export type DungeonPartyRules = {
  partiesMax: number;
  reconnectGraceMs: number;
  emptyPartyMs: number;
  inviteMs: number;
  untouchedMs: number;
};

export const DUNGEON_PARTY_RULES: DungeonPartyRules = {
  partiesMax: LOBBY_PARTIES_MAX,
  reconnectGraceMs: RECONNECT_GRACE_MS,
  emptyPartyMs: EMPTY_PARTY_MS,
  inviteMs: INVITE_MS,
  untouchedMs: UNTOUCHED_MS,
};
