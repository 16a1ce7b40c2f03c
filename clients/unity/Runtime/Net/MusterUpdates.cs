using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Muster
{
    /// <summary>
    /// Follows what happens on a Muster server, without the Colyseus SDK. Subscribe to topics, and dequeue their updates from
    /// MonoBehaviour.Update or wherever suits: nothing is called back, and no thread is borrowed.
    /// <para>Each topic begins with a snapshot and goes on with every event, once and in order. A lost connection is made again, after
    /// about 2 to 30 seconds, and goes on where it was: what was missed comes, or a snapshot in its place.</para>
    /// <para>At most 1,000 updates wait to be dequeued. Of more, those of each topic become one snapshot.</para>
    /// <para>Thread-safe. Dispose it, in OnDestroy for example: it goes on otherwise, in the editor even after play mode.
    /// Not for WebGL, where there is no ClientWebSocket.</para>
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

        /// <summary>Connects at once, and stays connected until it is disposed.</summary>
        /// <param name="baseUrl">Where the server is, such as "http://localhost:2567"; a path in it is kept.</param>
        /// <param name="token">A guest's, as <see cref="MusterRest.SignInAsGuest"/> gives it; or null.</param>
        /// <param name="playerId">A bare name, for servers that let anybody play under any name; not used with a token.</param>
        public MusterUpdates(string baseUrl, string token = null, string playerId = null) : this(baseUrl, token, playerId, Task.Delay)
        {
        }

        /// <summary>For tests, which wait shorter.</summary>
        internal MusterUpdates(string baseUrl, string token, string playerId, Func<TimeSpan, CancellationToken, Task> wait)
        {
            var address = new Uri(ServerAddress.WebSocket(baseUrl) + "/updates");
            connection = new UpdatesConnection(address, AuthOf(token, playerId), subscriptions);
            this.wait = wait;
            Ended = Task.Run(Run);
        }

        public bool IsConnected => isConnected;

        /// <summary>Why there is no connection; null while there is one, and before the first try has failed.</summary>
        public MusterException Error => error;

        /// <summary>Resolves when it is disposed, or has stopped for good.</summary>
        internal Task Ended { get; }

        /// <summary>Follows a topic. False where it was followed already. Throws MusterException of kind subscriptions_full beyond 50 topics.</summary>
        public bool Subscribe(Topic topic)
        {
            var isNew = subscriptions.Add(topic);
            if (isNew) connection.SendWhatIsNew();
            return isNew;
        }

        /// <summary>After it nothing more of the topic is dequeued. False where it was not followed.</summary>
        public bool Unsubscribe(Topic topic)
        {
            var wasThere = subscriptions.Remove(topic);
            if (wasThere) connection.SendWhatIsNew();
            return wasThere;
        }

        /// <summary>The next update, if there is one. Never waits.</summary>
        public bool TryDequeue(out MusterUpdate update) => subscriptions.TryDequeue(out update);

        /// <summary>Ends the connection. Does not wait, and may be called twice.</summary>
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

        /// <summary>One connection. Resolves with what ended it.</summary>
        private async Task<Loss> Connection()
        {
            try
            {
                return await connection.Run(Connected, end.Token).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // Whatever it was: to connect again is all there is to do, and Error says what it was.
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
                // Disposed: the loop sees to it.
            }
        }
    }
}
