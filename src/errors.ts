/** Every kind of refusal or failure, with the one sentence that explains it. The same kind comes out of every door. */
export const ERROR_KINDS = {
  validation_failed: 'One or more fields are missing or wrong.',
  malformed_json: 'The body is not JSON.',
  body_too_large: 'The body is larger than this endpoint takes.',
  length_required: 'The body must come with a Content-Length.',
  unsupported_media_type: 'The body must be sent as application/json.',
  not_found: 'There is nothing at this address.',
  method_not_allowed: 'This address does not take this method.',
  bad_request: 'The request is not well formed.',
  unauthorized: 'A valid credential is needed.',
  forbidden: 'This is not allowed from here.',
  rate_limited: 'Too many requests from this address.',
  idempotency_key_reused: 'This Idempotency-Key was used with another request.',
  party_not_found: 'There is no party with this id.',
  party_full: 'The party has no free seat.',
  party_locked: 'The leader has locked the party.',
  party_private: 'The party is private: it takes a join code or an invite.',
  party_empty: 'The party has no members.',
  join_code_unknown: 'No party has this join code.',
  password_required: 'The party asks for a password.',
  wrong_password: 'This is not the password of the party.',
  banned: 'The player was kicked from this party and may not come back.',
  already_in_party: 'The player is in another party of this lobby.',
  not_member: 'Only a member of the party may do this.',
  not_leader: 'Only the leader may do this.',
  player_not_in_party: 'The player this is about is not in the party.',
  cannot_kick_self: 'A leader who wants to go leaves the party.',
  max_players_too_low: 'The party has more members than this would leave seats.',
  invite_not_found: 'The player has no invite to this party.',
  invite_expired: 'The invite is too old.',
  invites_full: 'The party has too many open invites.',
  lobby_full: 'The lobby has no room for another party.',
  not_ready: 'Not every member is ready.',
  member_away: 'A member has lost the connection.',
  session_running: 'Not while the party is on a run.',
  version_conflict: 'The party was changed in the meantime.',
  session_not_found: 'There is no session with this id.',
  not_in_session: 'The player is not one of this session.',
  session_left: 'The player has left this session for good.',
  session_not_started: 'The session has not started yet.',
  session_started: 'The session has started already.',
  session_complete: 'The session is over.',
  progress_too_large: 'The progress of the session would grow too large.',
  subscriptions_full: 'The socket watches too many topics.',
  room_not_joinable: 'This room cannot be joined this way.',
  room_full: 'This room takes no more clients now.',
  reconnection_expired: 'The reconnection token is unknown or expired: join again.',
  storage_unavailable: 'The change could not be stored, so nothing was changed.',
  shutting_down: 'The server is shutting down.',
  timeout: 'The server did not answer in time.',
  internal: 'Something went wrong on the server.',
} as const;

export type ErrorKind = keyof typeof ERROR_KINDS;

/** One fault of one field, addressed by its path in the input: `reports.3.item_id`. */
export type Fault = { field: string; message: string };

/** A refusal as it crosses rooms and processes: plain data, because errors do not survive the way. */
export type Refusal = { kind: ErrorKind; message: string; faults?: Fault[] };

/** What a rule answers instead of events. */
export type Refused = { refused: Refusal };

export function refuse(kind: ErrorKind, message: string = ERROR_KINDS[kind]): Refused {
  return { refused: { kind, message } };
}

/**
 * The one error of the project. It has no property `code`: Colyseus answers HTTP 200 for a string code.
 */
export class AppError extends Error {
  readonly kind: ErrorKind;
  readonly faults: Fault[] | undefined;
  /** Seconds to wait before trying again, where that helps. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    kind: ErrorKind,
    message: string = ERROR_KINDS[kind],
    options: { faults?: Fault[]; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'AppError';
    this.kind = kind;
    this.faults = options.faults;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  static from(refusal: Refusal): AppError {
    return new AppError(refusal.kind, refusal.message, refusal.faults ? { faults: refusal.faults } : {});
  }

  toRefusal(): Refusal {
    return { kind: this.kind, message: this.message, ...(this.faults ? { faults: this.faults } : {}) };
  }
}

/** A fault of the machine or of its settings that whoever runs the server can mend; its message says how, so it is shown without a stack. */
export class OperatorError extends Error {
  override name = 'OperatorError';
}
