using System;
using System.Threading;
using System.Threading.Tasks;

namespace Muster
{
    /// <summary>
    /// Everything that a Muster server does by REST. Every call is a task that ends with the answer or with a
    /// <see cref="MusterException"/>; a cancelled one with OperationCanceledException.
    /// <para>Who calls is said by <see cref="Token"/>, or by <see cref="PlayerId"/> alone where the server lets bare names play.
    /// With neither, calls are of nobody: they may create parties, start runs and read what is public. Say it before you call, not meanwhile.</para>
    /// <para>What does not reach the server, and what it answers with 429, 502, 503 or 504, is tried again, at most 4 times in all. Each write
    /// has an Idempotency-Key of its own, so that it is done once however often it is tried.</para>
    /// <para>Where a call takes a version, it is done only if the party or session still has that version; else it is refused
    /// <see cref="ErrorKinds.VersionConflict"/>.</para>
    /// <para>Thread-safe: calls may be made from any thread, and at the same time. An await in Unity goes on on the main thread.
    /// Not for WebGL, where there is no HttpClient: use the rooms' client there.</para>
    /// </summary>
    public sealed partial class MusterRest : IDisposable
    {
        private readonly RestCalls calls;

        /// <param name="baseUrl">Where the server is, such as "http://localhost:2567"; a path in it is kept.</param>
        /// <param name="token">What an earlier sign-in gave, or null.</param>
        public MusterRest(string baseUrl, string token = null) : this(baseUrl, token, Task.Delay)
        {
        }

        /// <summary>For tests, which do not wait.</summary>
        internal MusterRest(string baseUrl, string token, Func<TimeSpan, CancellationToken, Task> wait)
        {
            calls = new RestCalls(ServerAddress.Http(baseUrl), wait);
            Token = token;
        }

        /// <summary>Of a guest; all calls are then made by that player. Set by <see cref="SignInAsGuest"/>.</summary>
        public string Token { get; set; }

        /// <summary>A bare name, for servers that let anybody play under any name. Not used while there is a <see cref="Token"/>.</summary>
        public string PlayerId { get; set; }

        /// <summary>For one try; there may be 4. 10 seconds unless it is set.</summary>
        public TimeSpan TryTimeout
        {
            get => calls.TryTimeout;
            set => calls.TryTimeout = value;
        }

        /// <summary>
        /// A new player, as whom this client acts from now on. Keep the token, for example in PlayerPrefs, and give it to the constructor the next time.
        /// </summary>
        public async Task<Guest> SignInAsGuest(CancellationToken cancel = default)
        {
            var call = new RestCall { Method = "POST", Path = "/auth/guest" };
            var guest = await calls.Make(call, Guest.Read, cancel).ConfigureAwait(false);
            PlayerId = guest.PlayerId;
            Token = guest.Token;
            return guest;
        }

        /// <summary>Ends the connections. Calls that are under way end with ObjectDisposedException.</summary>
        public void Dispose()
        {
            calls.Dispose();
        }

        private Task<T> Get<T>(string path, Query query, Func<Json, T> read, CancellationToken cancel) =>
            calls.Make(new RestCall { Method = "GET", Path = path + query, Token = Token }, read, cancel);

        /// <summary>A change by this client's player.</summary>
        private Task<T> Write<T>(string method, string path, Query query, JsonFields body, long? version, Func<Json, T> read, CancellationToken cancel) =>
            Write(new RestCall { Method = method, Path = path + query, Body = body?.ToJson(), Token = Token, IfMatch = version }, read, cancel);

        private Task<T> WriteDrops<T>(string path, Json body, Func<Json, T> read, CancellationToken cancel) =>
            Write(new RestCall { Method = "POST", Path = path, Body = body }, read, cancel);

        private Task<T> Write<T>(RestCall call, Func<Json, T> read, CancellationToken cancel)
        {
            call.IdempotencyKey = Guid.NewGuid().ToString();
            return calls.Make(call, read, cancel);
        }

        /// <summary>Who calls, where no token says so.</summary>
        private Query AsPlayer() => new Query().Add("player_id", Token == null ? PlayerId : null);

        private static T Given<T>(T argument, string name) where T : class => argument ?? throw new ArgumentNullException(name);

        /// <summary>An id as a part of a path. An empty one would make the address another.</summary>
        private static string Part(string id, string name)
        {
            if (string.IsNullOrEmpty(id)) throw new ArgumentException(name + " is missing", name);
            return Uri.EscapeDataString(id);
        }
    }
}
