using System.Threading;
using System.Threading.Tasks;

namespace Muster
{
    public sealed partial class MusterRest
    {
        /// <summary>
        /// Starts a run of the party: a session of its members, which waits until all are there and ready. The leader may force a start although
        /// members are away or not ready. A call without a player acts for the leader and forces the start; it is refused if the leader is a guest.
        /// </summary>
        public Task<StartAnswer> StartSession(string partyId, bool force = false, long? version = null, CancellationToken cancel = default)
        {
            var body = new JsonFields().Add("party_id", partyId).Add("force", force);
            return Write("POST", "/session", AsPlayer(), body, version, StartAnswer.Read, cancel);
        }

        /// <summary>Active sessions of public parties, and the player's own, oldest first.</summary>
        /// <param name="status">"waiting", "in_progress", or null for both.</param>
        /// <param name="gameType">"solo", "coop", "pvp", or null for all.</param>
        /// <param name="limit">The number of sessions, at most 100.</param>
        public Task<SessionPage> ListSessions(string status = null, string gameType = null, int? limit = null, string cursor = null, CancellationToken cancel = default)
        {
            var query = AsPlayer().Add("status", status).Add("game_type", gameType).Add("limit", limit).Add("cursor", cursor);
            return Get("/sessions", query, SessionPage.Read, cancel);
        }

        /// <summary>A session. It can be read for a day after its end.</summary>
        public Task<DungeonSession> GetSession(string sessionId, CancellationToken cancel = default) =>
            Get("/session/" + Part(sessionId, nameof(sessionId)), AsPlayer(), DungeonSession.Read, cancel);

        /// <summary>Joins the session, or rejoins it after a lost connection.</summary>
        public Task<DungeonSession> JoinSession(string sessionId, long? version = null, CancellationToken cancel = default) =>
            OfSession(sessionId, "/join", new JsonFields(), version, cancel);

        /// <summary>Leaves the session for good.</summary>
        public Task<DungeonSession> LeaveSession(string sessionId, long? version = null, CancellationToken cancel = default) =>
            OfSession(sessionId, "/leave", new JsonFields(), version, cancel);

        /// <summary>Sets the player's ready flag, before the session starts.</summary>
        public Task<DungeonSession> SetReadyInSession(string sessionId, bool ready = true, long? version = null, CancellationToken cancel = default) =>
            OfSession(sessionId, "/ready", new JsonFields().Add("ready", ready), version, cancel);

        /// <summary>Starts at once, without the players who are missing. Leader only.</summary>
        public Task<DungeonSession> ForceSession(string sessionId, long? version = null, CancellationToken cancel = default) =>
            OfSession(sessionId, "/start", new JsonFields(), version, cancel);

        /// <summary>Reports progress, while the session is in progress. Leader only.</summary>
        public Task<DungeonSession> ReportProgress(string sessionId, SessionProgress progress, long? version = null, CancellationToken cancel = default) =>
            OfSession(sessionId, "/progress", Given(progress, nameof(progress)).AddTo(new JsonFields()), version, cancel);

        /// <summary>Replaces the player's free-form data.</summary>
        /// <param name="dataJson">A JSON object as text, of at most 2048 characters.</param>
        public Task<DungeonSession> SetPlayerData(string sessionId, string dataJson, long? version = null, CancellationToken cancel = default) =>
            OfSession(sessionId, "/player-data", new JsonFields().AddJson("player_data", dataJson), version, cancel);

        /// <summary>Ends the run. Leader only. The party remains, and can start another run.</summary>
        /// <param name="outcome">"completed" or "failed".</param>
        /// <param name="resultJson">The game's own result: any JSON as text, of at most 16384 characters; or null.</param>
        public Task<DungeonSession> CompleteSession(string sessionId, string outcome = "completed", string resultJson = null, long? version = null, CancellationToken cancel = default) =>
            OfSession(sessionId, "/complete", new JsonFields().Add("outcome", outcome).AddJson("result", resultJson), version, cancel);

        private Task<DungeonSession> OfSession(string sessionId, string name, JsonFields body, long? version, CancellationToken cancel) =>
            Write("POST", "/session/" + Part(sessionId, nameof(sessionId)) + name, AsPlayer(), body, version, DungeonSession.Read, cancel);
    }
}
