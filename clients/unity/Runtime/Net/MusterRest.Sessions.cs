using System.Threading;
using System.Threading.Tasks;

namespace Muster
{
    public sealed partial class MusterRest
    {
        /// <summary>
        /// Starts the party's run: a session of its members, which waits until all are there and ready. The leader may force it past members who are
        /// away or not ready. A call of nobody acts for the leader and forces; it is refused where the leader is a guest.
        /// </summary>
        public Task<StartAnswer> StartSession(string partyId, bool force = false, long? version = null, CancellationToken cancel = default)
        {
            var body = new JsonFields().Add("party_id", partyId).Add("force", force);
            return Write("POST", "/session", AsPlayer(), body, version, StartAnswer.Read, cancel);
        }

        /// <summary>Active sessions of public parties, and the player's own; the oldest first.</summary>
        /// <param name="status">"waiting", "in_progress", or null for both.</param>
        /// <param name="gameType">"solo", "coop", "pvp", or null for all.</param>
        /// <param name="limit">Rows in the answer, at most 100.</param>
        public Task<SessionPage> ListSessions(string status = null, string gameType = null, int? limit = null, string cursor = null, CancellationToken cancel = default)
        {
            var query = AsPlayer().Add("status", status).Add("game_type", gameType).Add("limit", limit).Add("cursor", cursor);
            return Get("/sessions", query, SessionPage.Read, cancel);
        }

        /// <summary>A complete session can be read for a day.</summary>
        public Task<DungeonSession> GetSession(string sessionId, CancellationToken cancel = default) =>
            Get("/session/" + Part(sessionId, nameof(sessionId)), AsPlayer(), DungeonSession.Read, cancel);

        /// <summary>Says to be there, or there again after a lost connection.</summary>
        public Task<DungeonSession> JoinSession(string sessionId, long? version = null, CancellationToken cancel = default) =>
            OfSession(sessionId, "/join", new JsonFields(), version, cancel);

        /// <summary>For good.</summary>
        public Task<DungeonSession> LeaveSession(string sessionId, long? version = null, CancellationToken cancel = default) =>
            OfSession(sessionId, "/leave", new JsonFields(), version, cancel);

        /// <summary>Says to be ready, or not, before the session starts.</summary>
        public Task<DungeonSession> SetReadyInSession(string sessionId, bool ready = true, long? version = null, CancellationToken cancel = default) =>
            OfSession(sessionId, "/ready", new JsonFields().Add("ready", ready), version, cancel);

        /// <summary>Starts at once, whoever is missing. The leader's alone.</summary>
        public Task<DungeonSession> ForceSession(string sessionId, long? version = null, CancellationToken cancel = default) =>
            OfSession(sessionId, "/start", new JsonFields(), version, cancel);

        /// <summary>The leader's alone, while the session is in progress.</summary>
        public Task<DungeonSession> ReportProgress(string sessionId, SessionProgress progress, long? version = null, CancellationToken cancel = default) =>
            OfSession(sessionId, "/progress", Given(progress, nameof(progress)).AddTo(new JsonFields()), version, cancel);

        /// <summary>Replaces the player's own free-form data.</summary>
        /// <param name="dataJson">A JSON object as text, of at most 2048 characters.</param>
        public Task<DungeonSession> SetPlayerData(string sessionId, string dataJson, long? version = null, CancellationToken cancel = default) =>
            OfSession(sessionId, "/player-data", new JsonFields().AddJson("player_data", dataJson), version, cancel);

        /// <summary>Ends the run. The leader's alone. The party stands again, and may start anew.</summary>
        /// <param name="outcome">"completed" or "failed".</param>
        /// <param name="resultJson">The game's own, any JSON as text, of at most 16384 characters; or null.</param>
        public Task<DungeonSession> CompleteSession(string sessionId, string outcome = "completed", string resultJson = null, long? version = null, CancellationToken cancel = default) =>
            OfSession(sessionId, "/complete", new JsonFields().Add("outcome", outcome).AddJson("result", resultJson), version, cancel);

        private Task<DungeonSession> OfSession(string sessionId, string name, JsonFields body, long? version, CancellationToken cancel) =>
            Write("POST", "/session/" + Part(sessionId, nameof(sessionId)) + name, AsPlayer(), body, version, DungeonSession.Read, cancel);
    }
}
