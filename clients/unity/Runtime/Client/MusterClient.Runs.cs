using System;
using System.Threading.Tasks;
using Colyseus;

namespace Muster
{
    public sealed partial class MusterClient
    {
        /// <summary>In which the seat in a run should come after its party has it. Without one it is entered by its id.</summary>
        private static readonly TimeSpan SeatWait = TimeSpan.FromSeconds(2);

        /// <summary>The run that was entered last, or tried: it is not entered again by itself, for the player may have left it.</summary>
        private string runId;

        /// <summary>The player is in a run, and its state is there: one that began, or one that went on while the player was away.</summary>
        public event Action<MusterRun> RunEntered;

        /// <summary>The run that the player is in, or null.</summary>
        public MusterRun Run { get; private set; }

        /// <summary>
        /// Enters a run by its id, where <see cref="MusterOptions.EntersRuns"/> is false: its players may do so within its first 60 s, and again within
        /// 60 s of a lost connection.
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

        /// <summary>For whoever comes into the lobby while the party is on a run, and for whom no seat came.</summary>
        private async void FindRun(string sessionId, bool isComing)
        {
            if (!options.EntersRuns) return;
            if (!isComing) await Pause.For(SeatWait);
            if (runId != sessionId && Party?.SessionId == sessionId) Enter(sessionId, null);
        }

        /// <summary>Not a task, so that a fault of the program in it shows in Unity's console.</summary>
        private async void Enter(string sessionId, SeatReservation seat)
        {
            try
            {
                await EnterRun(sessionId, seat);
            }
            catch (MusterException e) when (IsOut(e.Kind))
            {
                // The party goes on without the player, who left the run.
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
