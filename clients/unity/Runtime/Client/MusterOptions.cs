using System;

namespace Muster
{
    /// <summary>What a game may want otherwise.</summary>
    public sealed class MusterOptions
    {
        /// <summary>The name of the lobby, of letters, digits, _ and -. Whoever is in another one is not seen.</summary>
        public string Lobby = "main";

        /// <summary>Where the player's identity is kept; PlayerPrefs where it is null.</summary>
        public ITokenStore TokenStore;

        /// <summary>
        /// A name instead of a guest's identity. Anybody can use the same one, so it is for tests, and for servers whose REQUIRE_AUTH is false.
        /// </summary>
        public string PlayerId;

        /// <summary>What the player says of itself on coming into a party, where a call does not say it.</summary>
        public PlayerInfo Player;

        /// <summary>Whether a run of the player's party is entered as soon as there is one. Else the game calls <see cref="MusterClient.EnterRun"/>.</summary>
        public bool EntersRuns = true;

        /// <summary>Whether commands go by REST while there is no connection. WebGL has no REST, and does not use it.</summary>
        public bool UsesRest = true;

        /// <summary>How long a lost connection is tried to be made again. A party keeps the seat for 60 s; the lobby is worth more than that.</summary>
        public TimeSpan ReconnectsFor = TimeSpan.FromMinutes(5);
    }
}
