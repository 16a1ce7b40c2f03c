using System;
using System.Threading.Tasks;
using Colyseus;
using Colyseus.Schema;
using Muster.Schema;

namespace Muster
{
    /// <summary>Why a player is no longer in a run.</summary>
    public enum RunEnd
    {
        /// <summary>The run is over. Its outcome and result are in <see cref="MusterRun.State"/>, and for a day in <see cref="MusterRest.GetSession"/>.</summary>
        Complete,

        /// <summary>The player left the run or its party, was kicked, or was away for too long, and cannot rejoin.</summary>
        Left,

        /// <summary>The player entered the run from too many windows, and this one was closed.</summary>
        OtherWindow,

        /// <summary>The connection could not be restored.</summary>
        Lost,
    }

    /// <summary>
    /// A run that the player is in. Use it on Unity's main thread. Its commands return the session after the change. While there is no
    /// connection, they use REST: see <see cref="MusterOptions.UsesRest"/>.
    /// </summary>
    public sealed class MusterRun
    {
        /// <summary>The room closes with this code 30 s after the end of the run.</summary>
        private const int CloseRunOver = 4000;
        private const int CloseOtherWindow = 4102;
        private const int CloseLeftRun = 4103;

        private readonly Client colyseus;
        private readonly Identity identity;
        private readonly MusterRest rest;
        private readonly RoomLink<SessionState> room;
        private SeatReservation seat;
        private bool hasEnded;

        internal MusterRun(string sessionId, SeatReservation seat, Client colyseus, Identity identity, MusterRest rest, TimeSpan reconnectsFor)
        {
            SessionId = sessionId;
            this.seat = seat;
            this.colyseus = colyseus;
            this.identity = identity;
            this.rest = rest;
            room = new RoomLink<SessionState>(TakeSeat, Listen, reconnectsFor, CloseRunOver, CloseOtherWindow, CloseLeftRun);
            room.ConnectionChanged += connection => ConnectionChanged?.Invoke(connection);
            room.StateChanged += Changed;
            room.SentAway += code => End(code == CloseLeftRun ? RunEnd.Left : code == CloseOtherWindow ? RunEnd.OtherWindow : RunEnd.Complete);
            room.GaveUp += error => End(EndBy(error));
        }

        public event Action<MusterConnection> ConnectionChanged;

        public event Action<SessionState> StateChanged;

        /// <summary>The player is no longer in the run. Raised once.</summary>
        public event Action<RunEnd> Ended;

        public string SessionId { get; }

        public MusterConnection Connection => room.Connection;

        /// <summary>The last known state of the run.</summary>
        public SessionState State => room.State;

        /// <summary>Like <see cref="MusterClient.WatchLobby"/>, for the run's state.</summary>
        public Action Watch(Action<SessionState, StateCallbackStrategy<SessionState>> attach) => room.Watch(attach);

        /// <summary>Joins or rejoins the session. Entering the run has done so already.</summary>
        public Task<DungeonSession> Join() => Ask("session.join", new JsonFields(), () => rest.JoinSession(SessionId));

        /// <summary>Leaves the run for good.</summary>
        public Task<DungeonSession> Leave() => Ask("session.leave", new JsonFields(), () => rest.LeaveSession(SessionId));

        /// <summary>Sets the player's ready flag, before the run starts.</summary>
        public Task<DungeonSession> SetReady(bool ready = true) =>
            Ask("session.ready", new JsonFields().Add("ready", ready), () => rest.SetReadyInSession(SessionId, ready));

        /// <summary>Replaces the player's free-form data.</summary>
        /// <param name="dataJson">A JSON object as text, such as from JsonUtility.ToJson, of at most 2048 characters.</param>
        public Task<DungeonSession> SetPlayerData(string dataJson) =>
            Ask("session.player_data", new JsonFields().AddJson("player_data", dataJson), () => rest.SetPlayerData(SessionId, dataJson));

        /// <summary>Starts at once, without the players who are missing. Leader only.</summary>
        public Task<DungeonSession> Start() => Ask("session.start", new JsonFields(), () => rest.ForceSession(SessionId));

        /// <summary>Reports progress, while the run is in progress. Leader only.</summary>
        public Task<DungeonSession> ReportProgress(SessionProgress progress) =>
            Ask("session.progress", progress.AddTo(new JsonFields()), () => rest.ReportProgress(SessionId, progress));

        /// <summary>Ends the run. Leader only. The party remains, and can start another run.</summary>
        /// <param name="outcome">"completed" or "failed".</param>
        /// <param name="resultJson">The game's own result: any JSON as text, of at most 16384 characters; or null.</param>
        public Task<DungeonSession> Complete(string outcome = "completed", string resultJson = null)
        {
            var fields = new JsonFields().Add("outcome", outcome).AddJson("result", resultJson);
            return Ask("session.complete", fields, () => rest.CompleteSession(SessionId, outcome, resultJson));
        }

        internal Task Open() => room.Open(true);

        /// <summary>Leaves the room, but not the run.</summary>
        internal Task Close() => room.Close(false);

        private async Task<Room<SessionState>> TakeSeat()
        {
            var reserved = seat;
            seat = null;
            try
            {
                if (reserved != null) return await colyseus.ConsumeSeatReservation<SessionState>(reserved);
            }
            catch (MatchMakeException)
            {
                // The seat has expired, after 5 s: enter by the run's id.
            }
            return await identity.As(player => colyseus.JoinById<SessionState>(SessionId, Identity.OptionsOf(player)));
        }

        private static void Listen(Room<SessionState> room)
        {
            // MusterClient has it from the lobby. Without a handler, the SDK logs a warning.
            room.OnMessage<object>("notice", message => { });
        }

        private void Changed(SessionState state)
        {
            StateChanged?.Invoke(state);
            if (state.status == "complete") End(RunEnd.Complete);
        }

        private void End(RunEnd end)
        {
            if (hasEnded) return;
            hasEnded = true;
            Ended?.Invoke(end);
        }

        private static RunEnd EndBy(MusterException error)
        {
            if (error.Kind == ErrorKinds.SessionComplete) return RunEnd.Complete;
            return error.Kind == ErrorKinds.SessionLeft || error.Kind == ErrorKinds.NotInSession ? RunEnd.Left : RunEnd.Lost;
        }

        private async Task<DungeonSession> Ask(string command, JsonFields fields, Func<Task<DungeonSession>> byRest)
        {
            if (rest != null && Connection != MusterConnection.Online) return await byRest();
            return DungeonSession.Read((await room.Ask(command, fields))["session"]);
        }
    }
}
