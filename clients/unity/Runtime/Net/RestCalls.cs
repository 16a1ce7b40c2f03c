using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Muster
{
    /// <summary>One request, which stays the same in every try.</summary>
    internal sealed class RestCall
    {
        public string Method;
        public string Path;
        public Json Body;
        public string Token;
        public string IdempotencyKey;
        public long? IfMatch;

        public HttpRequestMessage ToRequest(string baseUrl)
        {
            var request = new HttpRequestMessage(new HttpMethod(Method), baseUrl + Path);
            if (Token != null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
            if (IdempotencyKey != null) request.Headers.Add("Idempotency-Key", IdempotencyKey);
            if (IfMatch != null) request.Headers.IfMatch.Add(new EntityTagHeaderValue("\"" + IfMatch + "\""));
            if (Body != null) request.Content = new StringContent(Body.ToString(), Encoding.UTF8, "application/json");
            return request;
        }
    }

    /// <summary>Makes calls, and retries transient failures. Thread-safe.</summary>
    internal sealed class RestCalls : IDisposable
    {
        /// <summary>The largest answers have 100 sessions or 1,000 drop parties.</summary>
        private const int AnswerBytesMax = 16 * 1024 * 1024;

        private const int TriesMax = 4;

        /// <summary>For a longer pause the call throws, so that the game can tell the player.</summary>
        private static readonly TimeSpan RetryAfterMax = TimeSpan.FromSeconds(10);

        private readonly string baseUrl;
        private readonly Func<TimeSpan, CancellationToken, Task> wait;
        private readonly HttpClient http;
        private readonly Backoff backoff = new Backoff(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(5));

        public RestCalls(string baseUrl, Func<TimeSpan, CancellationToken, Task> wait)
        {
            this.baseUrl = baseUrl;
            this.wait = wait;
            // A redirect would turn a write into a read, and send the token to the new address.
            var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
            http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = AnswerBytesMax };
            http.DefaultRequestHeaders.ExpectContinue = false;
        }

        /// <summary>The limit for each try.</summary>
        public TimeSpan TryTimeout { get; set; } = TimeSpan.FromSeconds(10);

        public async Task<T> Make<T>(RestCall call, Func<Json, T> read, CancellationToken cancel)
        {
            var answer = await Make(call, cancel).ConfigureAwait(false);
            try
            {
                return read(answer);
            }
            catch (FormatException e)
            {
                throw new MusterException(ErrorKinds.UnexpectedAnswer, call.Method + " " + call.Path + ": " + e.Message, e);
            }
        }

        private async Task<Json> Make(RestCall call, CancellationToken cancel)
        {
            for (var tries = 1; ; tries++)
            {
                TimeSpan pause;
                try
                {
                    return await Try(call, cancel).ConfigureAwait(false);
                }
                catch (MusterException e) when (tries < TriesMax && MayPass(e) && !(e.RetryAfter > RetryAfterMax))
                {
                    pause = e.RetryAfter ?? backoff.After(tries);
                }
                await wait(pause, cancel).ConfigureAwait(false);
            }
        }

        public void Dispose()
        {
            http.Dispose();
        }

        /// <summary>Too many requests, or a server or proxy that is not ready. Because of the Idempotency-Key, no write is done twice.</summary>
        private static bool MayPass(MusterException e) =>
            e.Kind == ErrorKinds.Unreachable || e.Status == 429 || (e.Status >= 502 && e.Status <= 504);

        private async Task<Json> Try(RestCall call, CancellationToken cancel)
        {
            using (var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel))
            using (var request = call.ToRequest(baseUrl))
            {
                limit.CancelAfter(TryTimeout);
                try
                {
                    using (var response = await http.SendAsync(request, limit.Token).ConfigureAwait(false))
                    {
                        var bytes = await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
                        return Answer.Read(response, Encoding.UTF8.GetString(bytes));
                    }
                }
                catch (Exception e) when (e is HttpRequestException || e is OperationCanceledException || e is WebException || e is IOException)
                {
                    cancel.ThrowIfCancellationRequested();
                    var why = limit.IsCancellationRequested ? "no answer within " + TryTimeout.TotalSeconds + " s" : e.GetBaseException().Message;
                    throw new MusterException(ErrorKinds.Unreachable, call.Method + " " + baseUrl + call.Path + ": " + why, e);
                }
            }
        }
    }
}
