using System;
using UnityEngine;

namespace Muster
{
    internal static class Handlers
    {
        /// <summary>What a handler of the game throws shows in Unity's console, and leaves nothing undone here.</summary>
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
