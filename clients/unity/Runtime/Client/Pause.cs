using System;
using System.Threading.Tasks;
using UnityEngine;

namespace Muster
{
    internal static class Pause
    {
        /// <summary>Waits frame by frame: in a browser, Task.Delay has no thread that could complete it.</summary>
        public static async Task For(TimeSpan time)
        {
            var end = Time.realtimeSinceStartupAsDouble + time.TotalSeconds;
            while (Time.realtimeSinceStartupAsDouble < end) await Task.Yield();
        }
    }
}
