using System;
using System.Globalization;
using System.Text;

namespace Muster
{
    /// <summary>The query parameters of a URL. Null values are not sent.</summary>
    internal sealed class Query
    {
        private readonly StringBuilder text = new StringBuilder();

        public Query Add(string name, string value)
        {
            if (value == null) return this;
            text.Append(text.Length == 0 ? '?' : '&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
            return this;
        }

        public Query Add(string name, long? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

        public Query Add(string name, bool? value) => Add(name, value == null ? null : value.Value ? "true" : "false");

        public Query Add(string name, DateTimeOffset? value) =>
            Add(name, value?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

        public override string ToString() => text.ToString();
    }
}
