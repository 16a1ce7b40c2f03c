using System;

namespace Muster
{
    /// <summary>Pauses that grow, each by chance, so that after a restart of the server not all come at once. Thread-safe.</summary>
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

        /// <summary>The pause after so many failures in a row: twice as long each time, half to one and a half of that.</summary>
        public TimeSpan After(int failures)
        {
            var ticks = Math.Min(first.Ticks * Math.Pow(2, failures - 1), longest.Ticks);
            lock (Chance) return TimeSpan.FromTicks((long)(ticks * (0.5 + Chance.NextDouble())));
        }
    }
}
