using System;
using UnityEngine;

namespace Muster
{
    internal static class Handlers
    {
        /// <summary>Runs handlers of the game. What they throw is logged to Unity's console and goes no further.</summary>
        public static void Tell(Action handlers)
        {
            try
            {
                handlers();
            }
            catch (Exception e)
            {
                Debug.LogException(e);
            }
        }
    }
}
