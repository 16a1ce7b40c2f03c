using System;
using System.Threading.Tasks;
using Colyseus;

namespace Muster
{
    public sealed partial class MusterClient
    {
        /// <summary>How long to wait for the message with the seat after the party shows a run. After that the run is entered by its id.</summary>
        private static readonly TimeSpan SeatWait = TimeSpan.FromSeconds(2);

        /// <summary>The last run that was entered or tried. It is not entered again automatically, because the player may have left it.</summary>
        private string runId;

        /// <summary>The player has entered a run, and its state is there. The run has just started, or continued while the player was away.</summary>
        public event Action<MusterRun> RunEntered;

        /// <summary>The run that the player is in, or null.</summary>
        public MusterRun Run { get; private set; }

        /// <summary>
        /// Enters a run by its id, if <see cref="MusterOptions.EntersRuns"/> is false. Its players can do so within 60 s of its start, and within 60 s of
        /// losing the connection.
        /// </summary>
        public Task<MusterRun> EnterRun(string sessionId) => EnterRun(sessionId, null);

        private async Task<MusterRun> EnterRun(string sessionId, SeatReservation seat)
        {
            if (Run?.SessionId == sessionId) return Run;
            var left = Run;
            var run = new MusterRun(sessionId, seat, colyseus, identity, options.UsesRest ? Rest : null, options.ReconnectsFor);
            runId = sessionId;
            Run = run;
            run.Ended += end =>
            {
                if (Run == run) Run = null;
                if (end == RunEnd.Lost && runId == sessionId) runId = null;
            };
            if (left != null) await left.Close();
            try
            {
                await run.Open();
            }
            catch
            {
                if (Run == run) Run = null;
                throw;
            }
            Handlers.Tell(() => RunEntered?.Invoke(run));
            return run;
        }

        private void RunStarted(Json message)
        {
            var sessionId = message["session_id"].Text;
            if (options.EntersRuns && runId != sessionId) Enter(sessionId, SeatOf(message["reservation"]));
        }

        /// <summary>Enters the party's run if the player joined the lobby after its start, or if the message with the seat was lost.</summary>
        private async void FindRun(string sessionId, bool isComing)
        {
            if (!options.EntersRuns) return;
            if (!isComing) await Pause.For(SeatWait);
            if (runId != sessionId && Party?.SessionId == sessionId) Enter(sessionId, null);
        }

        /// <summary>async void, so that unexpected exceptions show in Unity's console.</summary>
        private async void Enter(string sessionId, SeatReservation seat)
        {
            try
            {
                await EnterRun(sessionId, seat);
            }
            catch (MusterException e) when (IsOut(e.Kind))
            {
                // The player has left the run, and the party plays on.
            }
            catch (MusterException e)
            {
                if (runId == sessionId) runId = null;
                Failed?.Invoke(e);
            }
        }

        private static bool IsOut(string kind) =>
            kind == ErrorKinds.SessionLeft || kind == ErrorKinds.NotInSession || kind == ErrorKinds.SessionComplete || kind == ErrorKinds.SessionNotFound;

        private static SeatReservation SeatOf(Json seat) => new SeatReservation
        {
            name = seat["name"].Text,
            sessionId = seat["sessionId"].Text,
            roomId = seat["roomId"].Text,
            publicAddress = seat["publicAddress"].Text,
            processId = seat["processId"].Text,
            protocol = seat["protocol"].Text,
        };
    }
}
