import type { StartBlocker } from './dungeons/dungeon-party.ts';

/** Every kind of refusal by a rule, with the sentence that explains it. Other kinds of errors are in src/errors.ts. */
export const REFUSALS = {
  party_not_found: 'There is no party with this id.',
  party_full: 'The party has no free seat: join another, or wait for one.',
  party_locked: 'The leader has locked the party, and may unlock it.',
  party_private: 'The party is private: use a join code or an invite, or ask its leader to be let in.',
  party_open: 'Anybody can join this party: join it instead of asking.',
  party_empty: 'The party has no members: somebody has to join first.',
  join_code_unknown: 'No party has this join code.',
  password_required: 'The party asks for a password: send it as "password".',
  wrong_password: 'This is not the password of the party.',
  banned: 'The player was kicked from the party or banned from the server, and may not come back.',
  already_in_party: 'The player is in another party of this lobby: leave that one first.',
  not_member: 'Only a member of the party may do this.',
  not_leader: 'Only the leader may do this.',
  player_not_in_party: 'The player this is about is not in the party.',
  cannot_kick_self: 'A leader who wants to go leaves the party.',
  max_players_too_low: 'The party has more members than this would leave seats.',
  invite_not_found: 'The player has no invite to this party.',
  invite_expired: 'The invite is too old: ask for a new one.',
  invites_full: 'The party has too many open invites: wait until one is used, declined or 10 minutes old.',
  request_not_found: 'The player does not ask this party to be let in, or no longer.',
  request_declined: 'The leader has declined: the player may ask again 10 minutes later.',
  requests_full: 'Too many join requests wait: ask again once some have been answered.',
  asker_away: 'The player who asks is not there now: wait for its next call, or decline.',
  lobby_full: 'The lobby has no room for another party: join one, or use another lobby.',
  not_ready: 'Not every member is ready.',
  member_away: 'A member has lost the connection.',
  session_running: 'Not while the party is on a run: wait for its end.',
  version_conflict: 'It was changed in the meantime: read it again.',
  session_not_found: 'There is no session with this id.',
  not_in_session: 'The player is not one of this session.',
  session_left: 'The player has left this session for good.',
  session_not_started: 'The session has not started yet: it does once all are ready, or when its leader starts it.',
  session_started: 'The session has started already.',
  session_complete: 'The session is over.',
  ticket_not_found: 'The player has no such ticket in the queue, or no longer.',
  match_not_found: 'No such match waits to be accepted by the player.',
  match_too_small: 'The party has more members than the match that it looks for.',
  queue_full: 'The queue of this lobby takes no more tickets now.',
  progress_too_large: 'The progress of the session would grow too large.',
} as const;

export type RefusalKind = keyof typeof REFUSALS | 'unauthorized';

/** What a rule returns instead of events. A refused start has all that keeps it from starting. */
export type Refused = { type: 'refused'; kind: RefusalKind; message?: string; blockers?: StartBlocker[] };

/** `message` replaces the kind's own sentence where there is more to say. */
export function refuse(kind: RefusalKind, message?: string): Refused {
  return { type: 'refused', kind, ...(message !== undefined && { message }) };
}
