using System;

namespace Muster
{
    /// <summary>Normalizes a server's address, which may have an http or ws scheme, a path and a trailing slash.</summary>
    internal static class ServerAddress
    {
        /// <summary>Throws ArgumentException if it is not an absolute address.</summary>
        public static string Http(string baseUrl) => WithScheme(baseUrl, "http");

        /// <summary>Throws ArgumentException if it is not an absolute address.</summary>
        public static string WebSocket(string baseUrl) => WithScheme(baseUrl, "ws");

        private static string WithScheme(string baseUrl, string scheme)
        {
            var isAddress = Uri.TryCreate(baseUrl, UriKind.Absolute, out var url);
            var isPlain = isAddress && (url.Scheme == "http" || url.Scheme == "ws");
            var isSecure = isAddress && (url.Scheme == "https" || url.Scheme == "wss");
            if (!isPlain && !isSecure)
                throw new ArgumentException("the server's address must look like http://localhost:2567, not " + (baseUrl ?? "null"), nameof(baseUrl));
            return scheme + (isSecure ? "s" : "") + "://" + url.Authority + url.AbsolutePath.TrimEnd('/');
        }
    }
}
