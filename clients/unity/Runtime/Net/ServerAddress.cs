using System;

namespace Muster
{
    /// <summary>Where a server is, however it was written: with http or ws, with or without a path or a slash at the end.</summary>
    internal static class ServerAddress
    {
        /// <summary>Throws ArgumentException for what is no absolute address.</summary>
        public static string Http(string baseUrl) => WithScheme(baseUrl, "http");

        /// <summary>Throws ArgumentException for what is no absolute address.</summary>
        public static string WebSocket(string baseUrl) => WithScheme(baseUrl, "ws");

        private static string WithScheme(string baseUrl, string scheme)
        {
            var isAddress = Uri.TryCreate(baseUrl, UriKind.Absolute, out var url);
            var isPlain = isAddress && (url.Scheme == "http" || url.Scheme == "ws");
            var isSecure = isAddress && (url.Scheme == "https" || url.Scheme == "wss");
            if (!isPlain && !isSecure)
                throw new ArgumentException("the server's address must be such as http://localhost:2567, not " + (baseUrl ?? "null"), nameof(baseUrl));
            return scheme + (isSecure ? "s" : "") + "://" + url.Authority + url.AbsolutePath.TrimEnd('/');
        }
    }
}
