using System;
using System.Collections.Generic;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using Colyseus;

namespace Muster.Tests
{
    /// <summary>A game without graphics. It calls the client as the test says, and reports its events. Each has a main thread of its own.</summary>
    internal sealed class Player : ITokenStore
    {
        private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(50);
        private readonly Lines test;
        private readonly MainThread main;
        private MusterClient muster;
        private Guest kept;

        public Player(int number)
        {
            test = new Lines(number);
            test.Called += Answer;
            main = new MainThread(e => test.Say("event", "Fault", "text", e.ToString()));
            new Thread(Run) { IsBackground = true, Name = "player " + number }.Start();
        }

        public void Hear(Json line)
        {
            main.Post(_ => test.Hear(line), null);
        }

        public void End()
        {
            main.Post(_ => main.End(), null);
        }

        public Guest Load() => kept;

        public void Save(Guest guest)
        {
            kept = guest;
        }

        private void Run()
        {
            Wire.Door = test.Ask;
            UnityEngine.Debug.Console = message => test.Say("event", "Console", "text", message.ToString());
            main.Run();
        }

        private async void Answer(int id, string name, Json arguments)
        {
            try
            {
                test.Say("id", id, "value", Values.Plain(await Do(name, arguments)));
            }
            catch (MusterException e)
            {
                test.Say("id", id, "kind", e.Kind, "message", e.Message, "status", e.Status, "faults", Values.Plain(e.Faults));
            }
            catch (Exception e)
            {
                test.Say("id", id, "kind", "program_fault", "message", e.ToString());
            }
        }

        private async Task<object> Do(string name, Json arguments)
        {
            if (name == "new") return Begin(arguments);
            if (name == "advance") return Advance(arguments["seconds"].Double);
            if (name == "look") return Look();
            if (name == "retry") return await Retry(arguments["name"].Text, arguments["arguments"]);
            var target = name.StartsWith("run.") ? (object)muster.Run : muster;
            var method = target.GetType().GetMethod(name.Replace("run.", ""), BindingFlags.Public | BindingFlags.Instance);
            var task = (Task)method.Invoke(target, Values.ArgumentsOf(method, arguments));
            await task;
            var result = method.ReturnType.IsGenericType ? task.GetType().GetProperty("Result").GetValue(task) : null;
            return result is MusterRun run ? run.SessionId : result;
        }

        /// <summary>A game's own retries: at once, in the catch, and then every few frames.</summary>
        private async Task<object> Retry(string name, Json arguments)
        {
            for (var failures = 0; ; failures++)
            {
                if (failures > 1) await Pause.For(RetryPause);
                try
                {
                    return await Do(name, arguments);
                }
                catch (MusterException e) when (e.Kind == ErrorKinds.Unreachable)
                {
                    var connection = name.StartsWith("run.") ? muster.Run.Connection : muster.Connection;
                    test.Say("event", "Caught", "value", connection.ToString(), "text", name);
                }
            }
        }

        private static object Advance(double seconds)
        {
            UnityEngine.Time.Advance(seconds);
            return null;
        }

        private object Look() => new Dictionary<string, object>
        {
            ["Connection"] = muster.Connection,
            ["PlayerId"] = muster.PlayerId,
            ["Lobby"] = muster.Lobby,
            ["Party"] = muster.Party,
            ["Notice"] = muster.Notice,
            ["Run"] = muster.Run?.State,
            ["Token"] = kept?.Token,
        };

        private object Begin(Json arguments)
        {
            if (arguments["standsStill"].Bool) UnityEngine.Time.StandStill();
            if (arguments.Has("token")) kept = new Guest { PlayerId = "forgotten", Token = arguments["token"].Text };
            muster = new MusterClient(arguments["endpoint"].Text, new MusterOptions
            {
                TokenStore = this,
                PlayerId = arguments["player_id"].Text,
                Player = new PlayerInfo { Name = arguments["name"].Text },
                UsesRest = arguments["rest"].Bool,
                EntersRuns = !arguments["staysOut"].Bool,
                ReconnectsFor = TimeSpan.FromMilliseconds(arguments["reconnectsForMs"].LongOrNull ?? 60000),
            });
            muster.ConnectionChanged += connection => test.Say("event", "ConnectionChanged", "value", connection.ToString());
            muster.PartyChanged += (party, reason) => test.Say("event", "PartyChanged", "value", Values.Plain(party), "reason", reason);
            muster.TicketChanged += ticket => test.Say("event", "TicketChanged", "value", Values.Plain(ticket));
            muster.Invited += invite => test.Say("event", "Invited", "value", Values.Plain(invite));
            muster.JoinRequested += request => test.Say("event", "JoinRequested", "value", Values.Plain(request));
            muster.RequestEnded += (partyId, outcome) => test.Say("event", "RequestEnded", "value", partyId, "text", outcome);
            muster.NoticeChanged += notice => test.Say("event", "NoticeChanged", "value", Values.Plain(notice));
            muster.SignedInAnew += playerId => test.Say("event", "SignedInAnew", "value", playerId);
            muster.Failed += error => test.Say("event", "Failed", "kind", error.Kind, "message", error.Message);
            muster.RunEntered += Follow;
            if (arguments["fails"].Bool) muster.LobbyChanged += lobby => throw new InvalidOperationException("a handler of the game failed");
            muster.WatchLobby((lobby, callbacks) =>
            {
                test.Say("event", "LobbyAttached", "value", lobby.parties.Count);
                callbacks.OnAdd(state => state.parties, (id, party) => test.Say("event", "PartyAdded", "value", party.name));
                callbacks.OnRemove(state => state.parties, (id, party) => test.Say("event", "PartyRemoved", "value", party.name));
            });
            return null;
        }

        private void Follow(MusterRun run)
        {
            test.Say("event", "RunEntered", "value", run.SessionId, "status", run.State.status);
            run.ConnectionChanged += connection => test.Say("event", "RunConnectionChanged", "value", connection.ToString());
            run.Ended += end => test.Say("event", "RunEnded", "value", end.ToString());
        }
    }
}
