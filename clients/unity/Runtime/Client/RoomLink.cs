using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Colyseus;
using Colyseus.Schema;
using UnityEngine;

namespace Muster
{
    /// <summary>
    /// A room that is joined again whenever it is lost. The SDK comes back to its seat by itself while the server keeps that; what it gives
    /// up, and what it does not try, such as a server's restart, is joined anew here. On Unity's main thread.
    /// </summary>
    internal sealed class RoomLink<TState> where TState : global::Colyseus.Schema.Schema
    {
        private readonly Func<Task<Room<TState>>> takeSeat;
        private readonly Action<Room<TState>> listen;
        private readonly TimeSpan reconnectsFor;
        private readonly HashSet<int> finalCodes;
        private readonly Backoff backoff = new Backoff(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(10));
        private readonly List<Action<TState, StateCallbackStrategy<TState>>> watchers = new List<Action<TState, StateCallbackStrategy<TState>>>();
        /// <summary>The room that counts: what others say is of the past.</summary>
        private Room<TState> room;
        /// <summary>The same, once its state is there.</summary>
        private Room<TState> entered;
        private StateCallbackStrategy<TState> callbacks;
        /// <summary>The player's wish to be here, from Open to Close: a wait that began in an earlier one is of no account.</summary>
        private object stay;

        /// <param name="listen">Registers for the messages of a room, before any of them comes.</param>
        /// <param name="finalCodes">Close codes after which coming back would be wrong.</param>
        public RoomLink(Func<Task<Room<TState>>> takeSeat, Action<Room<TState>> listen, TimeSpan reconnectsFor, params int[] finalCodes)
        {
            this.takeSeat = takeSeat;
            this.listen = listen;
            this.reconnectsFor = reconnectsFor;
            this.finalCodes = new HashSet<int>(finalCodes);
        }

        public event Action<MusterConnection> ConnectionChanged;

        public event Action<TState> StateChanged;

        /// <summary>The room sent the player away, with one of the final codes.</summary>
        public event Action<int> SentAway;

        /// <summary>It could not be joined again.</summary>
        public event Action<MusterException> GaveUp;

        public MusterConnection Connection { get; private set; }

        /// <summary>As it was known last; null before the first time.</summary>
        public TState State { get; private set; }

        /// <summary>Resolves when the state is there. Throws MusterException, and is offline then.</summary>
        /// <param name="persists">Whether what may go better the next time is tried again.</param>
        public async Task Open(bool persists = false)
        {
            if (stay != null) throw new InvalidOperationException("this room is joined already, or is being joined");
            var wish = stay = new object();
            Become(MusterConnection.Connecting);
            try
            {
                await SitDown(persists ? reconnectsFor : TimeSpan.Zero);
            }
            catch
            {
                if (stay == wish) End();
                throw;
            }
        }

        /// <param name="forGood">Whether the player leaves on purpose, or may come back to the same seat.</param>
        public async Task Close(bool forGood)
        {
            var left = room;
            End();
            if (left != null) await left.Leave(forGood);
        }

        /// <summary>The answer to a request. Throws MusterException.</summary>
        public async Task<Json> Ask(string type, JsonFields fields)
        {
            if (Connection != MusterConnection.Online) throw RoomErrors.NoConnection();
            try
            {
                return Plain.ToJson(await room.Request<object>(type, Plain.Of(fields.ToJson())));
            }
            catch (Exception e) when (RoomErrors.Read(e) != null)
            {
                throw RoomErrors.Read(e);
            }
        }

        /// <summary>Called now if the state is there, and whenever another state takes its place. The answer takes it back.</summary>
        public Action Watch(Action<TState, StateCallbackStrategy<TState>> attach)
        {
            watchers.Add(attach);
            if (callbacks != null) Handlers.Tell(() => attach(State, callbacks));
            return () => watchers.Remove(attach);
        }

        /// <summary>Tries until it is done, it makes no sense any more, or the time is over.</summary>
        private async Task SitDown(TimeSpan within)
        {
            var wanted = stay;
            var end = Time.realtimeSinceStartupAsDouble + within.TotalSeconds;
            for (var failures = 1; ; failures++)
            {
                try
                {
                    await SitDownOnce(wanted);
                    return;
                }
                catch (MusterException e) when (wanted == stay && RoomErrors.MayPass(e.Kind) && Time.realtimeSinceStartupAsDouble < end)
                {
                    room = null;
                }
                await Pause.For(backoff.After(failures));
                if (wanted != stay) throw RoomErrors.NoConnection();
            }
        }

        private async Task SitDownOnce(object wanted)
        {
            var taken = await TakeSeat();
            if (wanted != stay)
            {
                await taken.Leave(false);
                throw RoomErrors.NoConnection();
            }
            room = taken;
            var closed = Follow(taken);
            // A joined room has no state yet: the maps in it are null.
            await Task.WhenAny(taken.WaitForFirstState(), closed);
            if (wanted != stay) throw RoomErrors.NoConnection();
            if (closed.IsCompleted) throw RoomErrors.Closed(closed.Result);
            entered = taken;
            ComeBackAfter(closed);
            Show(taken);
        }

        /// <summary>Not a task, so that a fault of the program in it shows in Unity's console.</summary>
        private async void ComeBackAfter(Task<int> closed)
        {
            var wanted = stay;
            var code = await closed;
            if (wanted != stay) return;
            room = entered = null;
            if (finalCodes.Contains(code))
            {
                End();
                Handlers.Tell(() => SentAway?.Invoke(code));
                return;
            }
            Become(MusterConnection.Reconnecting);
            // After a restart not all should come at once.
            await Pause.For(backoff.After(1));
            if (wanted != stay) return;
            try
            {
                await SitDown(reconnectsFor);
            }
            catch (MusterException e)
            {
                if (wanted != stay) return;
                End();
                Handlers.Tell(() => GaveUp?.Invoke(e));
            }
        }

        private async Task<Room<TState>> TakeSeat()
        {
            try
            {
                return await takeSeat();
            }
            catch (Exception e) when (RoomErrors.Read(e) != null)
            {
                throw RoomErrors.Read(e);
            }
        }

        /// <summary>Resolves with the code that the room was closed with.</summary>
        private Task<int> Follow(Room<TState> taken)
        {
            var closed = new TaskCompletionSource<int>();
#if UNITY_WEBGL && !UNITY_EDITOR
            // The SDK waits by Task.Delay, which a browser does not end.
            taken.Reconnection.Enabled = false;
#endif
            taken.OnStateChange += (state, isFirst) =>
            {
                if (taken == entered) Show(taken);
            };
            taken.OnDrop += code =>
            {
                if (taken == room) Become(MusterConnection.Reconnecting);
            };
            taken.OnReconnect += () =>
            {
                if (taken == room) Become(MusterConnection.Online);
                else _ = taken.Leave(false);
            };
            taken.OnLeave += code => closed.TrySetResult(code);
            listen(taken);
            return closed.Task;
        }

        /// <summary>The SDK keeps a room's state, and makes one for another room: watchers attach to every new one.</summary>
        private void Show(Room<TState> shown)
        {
            var isNew = !ReferenceEquals(State, shown.State);
            State = shown.State;
            if (isNew) callbacks = Callbacks.Get(shown);
            Become(MusterConnection.Online);
            if (isNew) foreach (var attach in watchers.ToArray()) Handlers.Tell(() => attach(State, callbacks));
            Handlers.Tell(() => StateChanged?.Invoke(State));
        }

        private void End()
        {
            stay = null;
            room = entered = null;
            Become(MusterConnection.Offline);
        }

        private void Become(MusterConnection connection)
        {
            if (Connection == connection) return;
            Connection = connection;
            Handlers.Tell(() => ConnectionChanged?.Invoke(connection));
        }
    }
}
