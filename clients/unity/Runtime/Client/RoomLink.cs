using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Colyseus;
using Colyseus.Schema;
using UnityEngine;

namespace Muster
{
    /// <summary>
    /// A room that is rejoined whenever its connection is lost. The SDK reconnects to its seat while the server keeps it. Where the SDK gives
    /// up or does not try, as after a restart of the server, this joins again. For Unity's main thread.
    /// </summary>
    internal sealed class RoomLink<TState> where TState : global::Colyseus.Schema.Schema
    {
        private readonly Func<Task<Room<TState>>> takeSeat;
        private readonly Action<Room<TState>> listen;
        private readonly TimeSpan reconnectsFor;
        private readonly HashSet<int> finalCodes;
        private readonly Backoff backoff = new Backoff(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(10));
        private readonly List<Action<TState, StateCallbackStrategy<TState>>> watchers = new List<Action<TState, StateCallbackStrategy<TState>>>();
        /// <summary>The current room. Events of earlier ones are ignored.</summary>
        private Room<TState> room;
        /// <summary>The current room, once its state is there.</summary>
        private Room<TState> entered;
        private StateCallbackStrategy<TState> callbacks;
        /// <summary>What ConnectionChanged has said last.</summary>
        private MusterConnection announced;
        /// <summary>Identifies the time between an Open and its Close. Work that was started during an earlier one must stop.</summary>
        private object stay;

        /// <param name="listen">Registers handlers for a room's messages, before the first one arrives.</param>
        /// <param name="finalCodes">Close codes after which it must not rejoin.</param>
        public RoomLink(Func<Task<Room<TState>>> takeSeat, Action<Room<TState>> listen, TimeSpan reconnectsFor, params int[] finalCodes)
        {
            this.takeSeat = takeSeat;
            this.listen = listen;
            this.reconnectsFor = reconnectsFor;
            this.finalCodes = new HashSet<int>(finalCodes);
        }

        public event Action<MusterConnection> ConnectionChanged;

        public event Action<TState> StateChanged;

        /// <summary>The room was closed with one of the final codes.</summary>
        public event Action<int> SentAway;

        /// <summary>The room could not be rejoined.</summary>
        public event Action<MusterException> GaveUp;

        /// <summary>
        /// When a connection closes, the SDK fails the pending requests before it raises OnDrop or OnLeave, and their callers go on at once. So this looks
        /// at the socket, too, and not only at the last event.
        /// </summary>
        public MusterConnection Connection =>
            announced == MusterConnection.Online && entered?.Connection.IsOpen != true ? MusterConnection.Reconnecting : announced;

        /// <summary>The last known state; null before the first one.</summary>
        public TState State { get; private set; }

        /// <summary>Completes when the state is there. If it throws MusterException, the room is offline.</summary>
        /// <param name="persists">Whether to retry after failures that may pass.</param>
        public async Task Open(bool persists = false)
        {
            if (stay != null) throw new InvalidOperationException("this room is already joined, or being joined");
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

        /// <param name="forGood">Whether the seat is given up. If not, the player may return to it.</param>
        public async Task Close(bool forGood)
        {
            var left = room;
            End();
            if (left != null) await left.Leave(forGood);
        }

        /// <summary>Sends a request and returns its answer. Throws MusterException.</summary>
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

        /// <summary>Calls attach now, if the state is there, and whenever a new state replaces it. The returned action stops this.</summary>
        public Action Watch(Action<TState, StateCallbackStrategy<TState>> attach)
        {
            watchers.Add(attach);
            if (callbacks != null) Handlers.Tell(() => attach(State, callbacks));
            return () => watchers.Remove(attach);
        }

        /// <summary>Tries until it succeeds, a retry cannot help, or the time is over.</summary>
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
            // A room has no state right after joining: the maps in it are null.
            await Task.WhenAny(taken.WaitForFirstState(), closed);
            if (wanted != stay) throw RoomErrors.NoConnection();
            if (closed.IsCompleted) throw RoomErrors.Closed(closed.Result);
            entered = taken;
            ComeBackAfter(closed);
            Show(taken);
        }

        /// <summary>async void, so that unexpected exceptions show in Unity's console.</summary>
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
            // Spread out the clients that rejoin after a restart of the server.
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

        /// <summary>Follows the room's events. The task completes with its close code.</summary>
        private Task<int> Follow(Room<TState> taken)
        {
            var closed = new TaskCompletionSource<int>();
#if UNITY_WEBGL && !UNITY_EDITOR
            // The SDK pauses with Task.Delay, which never completes in a browser.
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

        /// <summary>Publishes the room's state. Each room has a state object of its own, and watchers attach to every new one.</summary>
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
            if (announced == connection) return;
            announced = connection;
            Handlers.Tell(() => ConnectionChanged?.Invoke(connection));
        }
    }
}
