using System;

namespace Muster
{
    /// <summary>Exponential backoff with jitter, so that clients do not all return at once after a restart of the server. Thread-safe.</summary>
    internal sealed class Backoff
    {
        private static readonly Random Chance = new Random(Guid.NewGuid().GetHashCode());

        private readonly TimeSpan first;
        private readonly TimeSpan longest;

        public Backoff(TimeSpan first, TimeSpan longest)
        {
            this.first = first;
            this.longest = longest;
        }

        /// <summary>The pause after this many failures in a row: it doubles each time, and is multiplied by a random 0.5 to 1.5.</summary>
        public TimeSpan After(int failures)
        {
            var ticks = Math.Min(first.Ticks * Math.Pow(2, failures - 1), longest.Ticks);
            lock (Chance) return TimeSpan.FromTicks((long)(ticks * (0.5 + Chance.NextDouble())));
        }
    }
}
