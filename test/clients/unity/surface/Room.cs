// The public API of the Colyseus Unity SDK 0.18.0: see Colyseus.cs.

using System;
using System.Collections;
using System.Collections.Generic;
using System.Threading.Tasks;
using Muster.Tests;

namespace Colyseus
{
    [Serializable]
    public class ReconnectionOptions
    {
        public bool Enabled = true;
        public int MaxRetries = 15;
        public int MinDelay = 100;
        public int MaxDelay = 5000;
        public int MinUptime = 5000;
        public int MaxEnqueuedMessages = 10;
    }

    public class Connection
    {
        public bool IsOpen;
    }

    public class Room<T> where T : Schema.Schema
    {
        public delegate void StateChangeEventHandler(T state, bool isFirstState);

        public Connection Connection = new Connection();
        public string RoomId;
        public string Name;
        public string SessionId;
        public ReconnectionOptions Reconnection = new ReconnectionOptions();

        internal readonly Schema.Watched Watched = new Schema.Watched();

        private readonly Dictionary<string, Action<object>> handlers = new Dictionary<string, Action<object>>();
        private readonly TaskCompletionSource<T> firstState = new TaskCompletionSource<T>();
        private readonly T state = (T)Activator.CreateInstance(typeof(T));
        private readonly List<TaskCompletionSource<object>> pending = new List<TaskCompletionSource<object>>();
        private int id;

        public Room(string name)
        {
            Name = name;
        }

        public event CloseWithCodeEventHandler OnLeave;

        public event CloseWithCodeEventHandler OnDrop;

        public event NoArgsEventHandler OnReconnect;

        public event ErrorEventHandler OnError;

        public event StateChangeEventHandler OnStateChange;

        public T State => state;

        public Task<T> WaitForFirstState() => firstState.Task;

        public Action OnMessage<MessageType>(string type, Action<MessageType> handler)
        {
            Action<object> wrapped = message => handler((MessageType)message);
            handlers.TryGetValue(type, out var others);
            handlers[type] = others + wrapped;
            return () => handlers[type] -= wrapped;
        }

        public async Task<TResponse> Request<TResponse>(string type, object payload = null, int timeoutMs = 0)
        {
            if (!Connection.IsOpen) throw new Exception("cannot send request \"" + type + "\": connection is not open.");
            var answer = new TaskCompletionSource<object>();
            pending.Add(answer);
            Relay(Wire.Ask("request", OfRoom("type", type, "message", Wire.Sendable(payload))), answer);
            return (TResponse)await answer.Task;
        }

        public Task Send(string type, object message) => Wire.Ask("send", OfRoom("type", type, "message", Wire.Sendable(message)));

        public Task Leave(bool consented = true) => Wire.Ask("leave", OfRoom("consented", consented));

        internal async Task Sit(string endpoint, SeatReservation seat)
        {
            id = Wire.Listen(Happened);
            await Wire.Ask("sit", OfRoom("endpoint", endpoint, "seat", Wire.FieldsOf(seat)));
            Connection.IsOpen = true;
        }

        private async void Relay(Task<object> asked, TaskCompletionSource<object> answer)
        {
            try
            {
                answer.TrySetResult(await asked);
            }
            catch (Exception e)
            {
                answer.TrySetException(e);
            }
            pending.Remove(answer);
        }

        /// <summary>In the order of the SDK: callers of pending requests go on before OnDrop or OnLeave is raised.</summary>
        private void Closed()
        {
            Connection.IsOpen = false;
            var failed = pending.ToArray();
            pending.Clear();
            foreach (var request in failed) request.TrySetException(new Exception("connection closed before a response was received."));
        }

        /// <summary>Names and values, alternating, with the room's number and the option that concerns its socket.</summary>
        private Dictionary<string, object> OfRoom(params object[] arguments)
        {
            var message = new Dictionary<string, object> { ["room"] = id, ["reconnects"] = Reconnection.Enabled };
            for (var i = 0; i < arguments.Length; i += 2) message[(string)arguments[i]] = arguments[i + 1];
            return message;
        }

        private void Happened(string what, IDictionary said)
        {
            var code = said.Contains("code") ? Convert.ToInt32(said["code"]) : 0;
            switch (what)
            {
                case "state":
                    var isFirst = !firstState.Task.IsCompleted;
                    Watched.Apply(state, (IDictionary)said["state"]);
                    OnStateChange?.Invoke(state, isFirst);
                    firstState.TrySetResult(state);
                    break;
                case "message":
                    if (handlers.TryGetValue((string)said["type"], out var handler)) handler?.Invoke(said["message"]);
                    else UnityEngine.Debug.LogWarning("room.OnMessage not registered for: " + said["type"]);
                    break;
                case "drop":
                    Closed();
                    OnDrop?.Invoke(code);
                    break;
                case "reconnect":
                    Connection.IsOpen = true;
                    OnReconnect?.Invoke();
                    break;
                case "leave":
                    Closed();
                    OnLeave?.Invoke(code);
                    break;
                case "error":
                    OnError?.Invoke(code, (string)said["text"]);
                    break;
            }
        }
    }
}
