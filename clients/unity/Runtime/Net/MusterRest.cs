using System;
using System.Threading;
using System.Threading.Tasks;

namespace Muster
{
    /// <summary>
    /// The REST API of a Muster server. Every call returns its answer or throws a <see cref="MusterException"/>; a cancelled one throws
    /// OperationCanceledException.
    /// <para>The caller is identified by <see cref="Token"/>, or only by <see cref="PlayerId"/> if the server allows bare names. Without either,
    /// a call can create parties, start runs and read public data. Set them before a call, not during one.</para>
    /// <para>A call is retried if it does not reach the server, or if the answer is 429, 502, 503 or 504: 4 tries in all. Each write
    /// has an Idempotency-Key, so it is done only once.</para>
    /// <para>A call with a version fails with <see cref="ErrorKinds.VersionConflict"/> unless the party or session still has that
    /// version.</para>
    /// <para>Thread-safe: calls may be made from any thread, and concurrently. In Unity, an await continues on the main thread.
    /// Not for WebGL, which has no HttpClient: use <c>MusterClient</c> there.</para>
    /// </summary>
    public sealed partial class MusterRest : IDisposable
    {
        private readonly RestCalls calls;

        /// <param name="baseUrl">The server's address, such as "http://localhost:2567". It may have a path.</param>
        /// <param name="token">The token of an earlier sign-in, or null.</param>
        public MusterRest(string baseUrl, string token = null) : this(baseUrl, token, Task.Delay)
        {
        }

        /// <summary>For tests, which shorten the pauses.</summary>
        internal MusterRest(string baseUrl, string token, Func<TimeSpan, CancellationToken, Task> wait)
        {
            calls = new RestCalls(ServerAddress.Http(baseUrl), wait);
            Token = token;
        }

        /// <summary>A guest's token: calls are made as that player. Set by <see cref="SignInAsGuest"/>.</summary>
        public string Token { get; set; }

        /// <summary>A bare name, for servers that allow them. Not used if there is a <see cref="Token"/>.</summary>
        public string PlayerId { get; set; }

        /// <summary>The limit for each of up to 4 tries. 10 seconds by default.</summary>
        public TimeSpan TryTimeout
        {
            get => calls.TryTimeout;
            set => calls.TryTimeout = value;
        }

        /// <summary>
        /// Signs in as a new player, as whom this client acts from now on. Store the token, for example in PlayerPrefs, and pass it to the constructor
        /// the next time.
        /// </summary>
        public async Task<Guest> SignInAsGuest(CancellationToken cancel = default)
        {
            var call = new RestCall { Method = "POST", Path = "/auth/guest" };
            var guest = await calls.Make(call, Guest.Read, cancel).ConfigureAwait(false);
            PlayerId = guest.PlayerId;
            Token = guest.Token;
            return guest;
        }

        /// <summary>The operator's notice; null if there is none.</summary>
        public Task<Notice> GetNotice(CancellationToken cancel = default) =>
            Get("/notice", new Query(), answer => Notice.Read(answer["notice"]), cancel);

        /// <summary>Closes the connections. Open calls throw ObjectDisposedException.</summary>
        public void Dispose()
        {
            calls.Dispose();
        }

        private Task<T> Get<T>(string path, Query query, Func<Json, T> read, CancellationToken cancel) =>
            calls.Make(new RestCall { Method = "GET", Path = path + query, Token = Token }, read, cancel);

        /// <summary>A write by this client's player.</summary>
        private Task<T> Write<T>(string method, string path, Query query, JsonFields body, long? version, Func<Json, T> read, CancellationToken cancel) =>
            Write(new RestCall { Method = method, Path = path + query, Body = body?.ToJson(), Token = Token, IfMatch = version }, read, cancel);

        private Task<T> WriteDrops<T>(string path, Json body, Func<Json, T> read, CancellationToken cancel) =>
            Write(new RestCall { Method = "POST", Path = path, Body = body }, read, cancel);

        private Task<T> Write<T>(RestCall call, Func<Json, T> read, CancellationToken cancel)
        {
            call.IdempotencyKey = Guid.NewGuid().ToString();
            return calls.Make(call, read, cancel);
        }

        /// <summary>Identifies the caller if there is no token.</summary>
        private Query AsPlayer() => new Query().Add("player_id", Token == null ? PlayerId : null);

        private static T Given<T>(T argument, string name) where T : class => argument ?? throw new ArgumentNullException(name);

        /// <summary>An id as a segment of a path. An empty one would make it another path.</summary>
        private static string Part(string id, string name)
        {
            if (string.IsNullOrEmpty(id)) throw new ArgumentException(name + " is missing", name);
            return Uri.EscapeDataString(id);
        }
    }
}
