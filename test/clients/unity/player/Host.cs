using System;
using System.Collections.Generic;

namespace Muster.Tests
{
    /// <summary>Many players in one process. Every line has the number of its player, who exists from the first line on.</summary>
    internal static class Host
    {
        private static readonly object Output = new object();

        public static void Main()
        {
            var players = new Dictionary<int, Player>();
            for (var line = Console.In.ReadLine(); line != null; line = Console.In.ReadLine())
            {
                var heard = Json.Parse(line);
                var number = heard["player"].Int;
                if (!players.TryGetValue(number, out var player)) players[number] = player = new Player(number);
                if (!heard.Has("end"))
                {
                    player.Hear(heard);
                    continue;
                }
                player.End();
                players.Remove(number);
            }
        }

        public static void Print(Json line)
        {
            var text = line.ToString();
            lock (Output)
            {
                Console.Out.Write(text + "\n");
                Console.Out.Flush();
            }
        }
    }
}
