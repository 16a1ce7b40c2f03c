using System;

namespace Muster
{
    /// <summary>The values of <see cref="MusterException.Kind"/>. The first two come from the client, the others from the server.</summary>
    public static class ErrorKinds
    {
        /// <summary>There was no answer: the server is down, out of reach, or too slow. A write may still have succeeded.</summary>
        public const string Unreachable = "unreachable";

        /// <summary>The answer is not from a Muster server, or from one that this client does not understand.</summary>
        public const string UnexpectedAnswer = "unexpected_answer";

        /// <summary>One or more fields are missing or wrong.</summary>
        public const string ValidationFailed = "validation_failed";

        /// <summary>The body is not JSON.</summary>
        public const string MalformedJson = "malformed_json";

        /// <summary>The body is larger than this endpoint takes.</summary>
        public const string BodyTooLarge = "body_too_large";

        /// <summary>No server sends this.</summary>
        [Obsolete("No server sends this kind.")]
        public const string LengthRequired = "length_required";

        /// <summary>The body must be sent as application/json.</summary>
        public const string UnsupportedMediaType = "unsupported_media_type";

        /// <summary>There is nothing at this address.</summary>
        public const string NotFound = "not_found";

        /// <summary>This address does not take this method.</summary>
        public const string MethodNotAllowed = "method_not_allowed";

        /// <summary>The request is not well formed.</summary>
        public const string BadRequest = "bad_request";

        /// <summary>A valid credential is needed.</summary>
        public const string Unauthorized = "unauthorized";

        /// <summary>This is not allowed from here.</summary>
        public const string Forbidden = "forbidden";

        /// <summary>Too many requests from this address.</summary>
        public const string RateLimited = "rate_limited";

        /// <summary>This address holds its share of what there is for all.</summary>
        public const string ShareUsedUp = "share_used_up";

        /// <summary>The party has no such drop, or no longer.</summary>
        public const string DropNotFound = "drop_not_found";

        /// <summary>No more drop parties can run now.</summary>
        public const string DropPartiesFull = "drop_parties_full";

        /// <summary>This Idempotency-Key was used with another request.</summary>
        public const string IdempotencyKeyReused = "idempotency_key_reused";

        /// <summary>There is no party with this id.</summary>
        public const string PartyNotFound = "party_not_found";

        /// <summary>The party has no free seat: join another, or wait for one.</summary>
        public const string PartyFull = "party_full";

        /// <summary>The leader has locked the party, and may unlock it.</summary>
        public const string PartyLocked = "party_locked";

        /// <summary>The party is private: use a join code or an invite, or ask its leader to be let in.</summary>
        public const string PartyPrivate = "party_private";

        /// <summary>Anybody can join this party: join it instead of asking.</summary>
        public const string PartyOpen = "party_open";

        /// <summary>The party has no members: somebody has to join first.</summary>
        public const string PartyEmpty = "party_empty";

        /// <summary>No party has this join code.</summary>
        public const string JoinCodeUnknown = "join_code_unknown";

        /// <summary>The party asks for a password: send it as "password".</summary>
        public const string PasswordRequired = "password_required";

        /// <summary>This is not the password of the party.</summary>
        public const string WrongPassword = "wrong_password";

        /// <summary>The player was kicked from the party or banned from the server, and may not come back.</summary>
        public const string Banned = "banned";

        /// <summary>The player is in another party of this lobby: leave that one first.</summary>
        public const string AlreadyInParty = "already_in_party";

        /// <summary>Only a member of the party may do this.</summary>
        public const string NotMember = "not_member";

        /// <summary>Only the leader may do this.</summary>
        public const string NotLeader = "not_leader";

        /// <summary>The player this is about is not in the party.</summary>
        public const string PlayerNotInParty = "player_not_in_party";

        /// <summary>A leader who wants to go leaves the party.</summary>
        public const string CannotKickSelf = "cannot_kick_self";

        /// <summary>The party has more members than this would leave seats.</summary>
        public const string MaxPlayersTooLow = "max_players_too_low";

        /// <summary>The player has no invite to this party.</summary>
        public const string InviteNotFound = "invite_not_found";

        /// <summary>The invite is too old: ask for a new one.</summary>
        public const string InviteExpired = "invite_expired";

        /// <summary>The party has too many open invites: wait until one is used, declined or 10 minutes old.</summary>
        public const string InvitesFull = "invites_full";

        /// <summary>The player does not ask this party to be let in, or no longer.</summary>
        public const string RequestNotFound = "request_not_found";

        /// <summary>The leader has declined: the player may ask again 10 minutes later.</summary>
        public const string RequestDeclined = "request_declined";

        /// <summary>Too many join requests wait: ask again once some have been answered.</summary>
        public const string RequestsFull = "requests_full";

        /// <summary>The player who asks is not there now: wait for its next call, or decline.</summary>
        public const string AskerAway = "asker_away";

        /// <summary>The lobby has no room for another party: join one, or use another lobby.</summary>
        public const string LobbyFull = "lobby_full";

        /// <summary>Not every member is ready.</summary>
        public const string NotReady = "not_ready";

        /// <summary>A member has lost the connection.</summary>
        public const string MemberAway = "member_away";

        /// <summary>Not while the party is on a run: wait for its end.</summary>
        public const string SessionRunning = "session_running";

        /// <summary>It was changed in the meantime: read it again.</summary>
        public const string VersionConflict = "version_conflict";

        /// <summary>There is no session with this id.</summary>
        public const string SessionNotFound = "session_not_found";

        /// <summary>The player is not one of this session.</summary>
        public const string NotInSession = "not_in_session";

        /// <summary>The player has left this session for good.</summary>
        public const string SessionLeft = "session_left";

        /// <summary>The session has not started yet: it does once all are ready, or when its leader starts it.</summary>
        public const string SessionNotStarted = "session_not_started";

        /// <summary>The session has started already.</summary>
        public const string SessionStarted = "session_started";

        /// <summary>The session is over.</summary>
        public const string SessionComplete = "session_complete";

        /// <summary>The player has no such ticket in the queue, or no longer.</summary>
        public const string TicketNotFound = "ticket_not_found";

        /// <summary>No such match waits to be accepted by the player.</summary>
        public const string MatchNotFound = "match_not_found";

        /// <summary>The party has more members than the match that it looks for.</summary>
        public const string MatchTooSmall = "match_too_small";

        /// <summary>The queue of this lobby takes no more tickets now.</summary>
        public const string QueueFull = "queue_full";

        /// <summary>The progress of the session would grow too large.</summary>
        public const string ProgressTooLarge = "progress_too_large";

        /// <summary>The socket watches too many topics.</summary>
        public const string SubscriptionsFull = "subscriptions_full";

        /// <summary>This room cannot be joined this way.</summary>
        public const string RoomNotJoinable = "room_not_joinable";

        /// <summary>This room takes no more clients now.</summary>
        public const string RoomFull = "room_full";

        /// <summary>The reconnection token is unknown or expired: join again.</summary>
        public const string ReconnectionExpired = "reconnection_expired";

        /// <summary>operator.json is not valid right now, so nothing was changed.</summary>
        public const string OperatorJsonInvalid = "operator_json_invalid";

        /// <summary>The change could not be stored, so nothing was changed.</summary>
        public const string StorageUnavailable = "storage_unavailable";

        /// <summary>Another process has taken this over: try again.</summary>
        public const string RoomMoved = "room_moved";

        /// <summary>The process that owns this does not answer; try again, with the same Idempotency-Key.</summary>
        public const string OwnerUnreachable = "owner_unreachable";

        /// <summary>The server is overloaded.</summary>
        public const string Overloaded = "overloaded";

        /// <summary>The server is shutting down.</summary>
        public const string ShuttingDown = "shutting_down";

        /// <summary>No server sends this.</summary>
        [Obsolete("No server sends this kind.")]
        public const string Timeout = "timeout";

        /// <summary>Something went wrong on the server.</summary>
        public const string Internal = "internal";
    }
}
