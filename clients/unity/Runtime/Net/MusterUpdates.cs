using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Muster
{
    /// <summary>
    /// Follows topics of a Muster server, without the Colyseus SDK. Subscribe to topics and dequeue their updates, for example in
    /// MonoBehaviour.Update. There are no callbacks, and no thread of the game is used.
    /// <para>Each topic starts with a snapshot, and continues with every event, once and in order. A lost connection is restored after
    /// about 2 to 30 seconds and resumes where it was: missed events follow, or a snapshot in their place.</para>
    /// <para>At most 1,000 updates are queued. If there are more, those of each topic are merged into one snapshot, and of notices only the newest is kept.</para>
    /// <para>Thread-safe. Dispose it, for example in OnDestroy: otherwise it continues, in the editor even after play mode.
    /// Not for WebGL, which has no ClientWebSocket.</para>
    /// </summary>
    public sealed class MusterUpdates : IDisposable
    {
        private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

        private readonly UpdatesConnection connection;
        private readonly Subscriptions subscriptions = new Subscriptions();
        private readonly Backoff backoff = new Backoff(TimeSpan.FromSeconds(2), LongestPause);
        private readonly Func<TimeSpan, CancellationToken, Task> wait;
        private readonly CancellationTokenSource end = new CancellationTokenSource();
        private volatile MusterException error;
        private volatile bool isConnected;

        /// <summary>Connects at once, and reconnects until it is disposed.</summary>
        /// <param name="baseUrl">The server's address, such as "http://localhost:2567". It may have a path.</param>
        /// <param name="token">A guest's token from <see cref="MusterRest.SignInAsGuest"/>, or null.</param>
        /// <param name="playerId">A bare name, for servers that allow them; not used with a token.</param>
        public MusterUpdates(string baseUrl, string token = null, string playerId = null) : this(baseUrl, token, playerId, Task.Delay)
        {
        }

        /// <summary>For tests, which shorten the pauses.</summary>
        internal MusterUpdates(string baseUrl, string token, string playerId, Func<TimeSpan, CancellationToken, Task> wait)
        {
            var address = new Uri(ServerAddress.WebSocket(baseUrl) + "/updates");
            connection = new UpdatesConnection(address, AuthOf(token, playerId), subscriptions);
            this.wait = wait;
            Ended = Task.Run(Run);
        }

        public bool IsConnected => isConnected;

        /// <summary>Why there is no connection; null while connected, and before the first failed try.</summary>
        public MusterException Error => error;

        /// <summary>The last known notice of the server's operator; null if there is none. An update of kind Notice follows each change.</summary>
        public Notice Notice => subscriptions.Notice;

        /// <summary>Completes when this is disposed or has stopped for good.</summary>
        internal Task Ended { get; }

        /// <summary>Subscribes to a topic. Returns false if it is subscribed already. Throws MusterException of kind subscriptions_full beyond 50 topics.</summary>
        public bool Subscribe(Topic topic)
        {
            var isNew = subscriptions.Add(topic);
            if (isNew) connection.SendWhatIsNew();
            return isNew;
        }

        /// <summary>Ends a subscription: no more updates of the topic are dequeued. Returns false if it was not subscribed.</summary>
        public bool Unsubscribe(Topic topic)
        {
            var wasThere = subscriptions.Remove(topic);
            if (wasThere) connection.SendWhatIsNew();
            return wasThere;
        }

        /// <summary>Gets the next update, if there is one. Never blocks.</summary>
        public bool TryDequeue(out MusterUpdate update) => subscriptions.TryDequeue(out update);

        /// <summary>Closes the connection. Does not block, and may be called twice.</summary>
        public void Dispose()
        {
            end.Cancel();
        }

        private static JsonFields AuthOf(string token, string playerId)
        {
            if (token == null && playerId == null) return null;
            return new JsonFields().Add("type", "auth").Add("token", token).Add("player_id", token == null ? playerId : null);
        }

        private async Task Run()
        {
            for (var failures = 0; !end.IsCancellationRequested;)
            {
                var lasted = Stopwatch.StartNew();
                var loss = await Connection().ConfigureAwait(false);
                isConnected = false;
                if (end.IsCancellationRequested) return;
                error = loss.Error;
                if (loss.IsFinal)
                {
                    subscriptions.Stop(loss.Error);
                    return;
                }
                failures = lasted.Elapsed > LongestPause ? 1 : failures + 1;
                await Pause(loss.IsTooMany ? LongestPause : backoff.After(failures)).ConfigureAwait(false);
            }
        }

        /// <summary>One connection. Completes with the reason for its end.</summary>
        private async Task<Loss> Connection()
        {
            try
            {
                return await connection.Run(Connected, end.Token).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // Whatever failed, the remedy is to reconnect. Error has the reason.
                return Loss.Of(e);
            }
        }

        private void Connected()
        {
            error = null;
            isConnected = true;
        }

        private async Task Pause(TimeSpan pause)
        {
            try
            {
                await wait(pause, end.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // Disposed: the loop ends.
            }
        }
    }
}
