using System;
using System.Threading.Tasks;
using UnityEngine;

namespace Muster
{
    internal static class Pause
    {
        /// <summary>By frames, not by Task.Delay: a browser has no thread to end that.</summary>
        public static async Task For(TimeSpan time)
        {
            var end = Time.realtimeSinceStartupAsDouble + time.TotalSeconds;
            while (Time.realtimeSinceStartupAsDouble < end) await Task.Yield();
        }
    }
}
