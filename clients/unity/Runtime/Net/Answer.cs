using System;
using System.Net.Http;

namespace Muster
{
    /// <summary>Reads a server's answer: JSON, or a problem as defined by RFC 9457.</summary>
    internal static class Answer
    {
        /// <summary>Throws MusterException unless the call succeeded.</summary>
        public static Json Read(HttpResponseMessage response, string text)
        {
            Json body;
            try
            {
                body = Json.Parse(text);
            }
            catch (FormatException e)
            {
                throw Unexpected(response, e);
            }
            if (!body.IsObject || (!response.IsSuccessStatusCode && !body.Has("kind"))) throw Unexpected(response, null);
            return response.IsSuccessStatusCode ? body : throw Refusal(response, body);
        }

        /// <summary>For an answer that no Muster server of this version would give.</summary>
        private static MusterException Unexpected(HttpResponseMessage response, Exception inner)
        {
            var moved = response.Headers.Location == null ? "" : ", which leads to " + response.Headers.Location;
            var message = "this is not the answer of a Muster server: status " + (int)response.StatusCode + moved
                + ", Content-Type " + (response.Content.Headers.ContentType?.ToString() ?? "none");
            return new MusterException(ErrorKinds.UnexpectedAnswer, message, inner)
            {
                Status = (int)response.StatusCode,
                RetryAfter = RetryAfter(response),
            };
        }

        private static MusterException Refusal(HttpResponseMessage response, Json body)
        {
            return new MusterException(body["kind"].Text, body["detail"].Text)
            {
                Status = (int)response.StatusCode,
                Faults = body["errors"].List(Fault.Read),
                RetryAfter = RetryAfter(response),
            };
        }

        private static TimeSpan? RetryAfter(HttpResponseMessage response)
        {
            var asked = response.Headers.RetryAfter;
            if (asked?.Date != null) return Max(asked.Date.Value - DateTimeOffset.UtcNow, TimeSpan.Zero);
            return asked?.Delta;
        }

        private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
    }
}
