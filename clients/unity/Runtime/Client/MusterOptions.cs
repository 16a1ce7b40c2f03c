using System;

namespace Muster
{
    /// <summary>Options of a <see cref="MusterClient"/>, with their defaults.</summary>
    public sealed class MusterOptions
    {
        /// <summary>The name of the lobby: letters, digits, _ and -. Players in different lobbies do not see each other.</summary>
        public string Lobby = "main";

        /// <summary>Where the player's identity is stored; PlayerPrefs if null.</summary>
        public ITokenStore TokenStore;

        /// <summary>
        /// A bare name in place of a guest's identity. Anybody can use the same name, so it is only for tests, on servers whose REQUIRE_AUTH is false.
        /// </summary>
        public string PlayerId;

        /// <summary>The player's info when it joins a party, unless a call gives its own.</summary>
        public PlayerInfo Player;

        /// <summary>Whether to enter a run of the player's party automatically. If false, the game calls <see cref="MusterClient.EnterRun"/>.</summary>
        public bool EntersRuns = true;

        /// <summary>Whether commands use REST while there is no connection. Has no effect in WebGL, where there is no REST client.</summary>
        public bool UsesRest = true;

        /// <summary>How long to try to reconnect. A party keeps the seat for only 60 s, but the lobby can still be rejoined after that.</summary>
        public TimeSpan ReconnectsFor = TimeSpan.FromMinutes(5);
    }
}
