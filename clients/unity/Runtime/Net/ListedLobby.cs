namespace Muster
{
    /// <summary>A lobby that has public parties.</summary>
    public sealed class ListedLobby
    {
        /// <summary>Its name, for <see cref="PartyFilter.Lobby"/>.</summary>
        public string Lobby;
        /// <summary>Public parties.</summary>
        public int Parties;
        /// <summary>Players in them.</summary>
        public int Players;
        /// <summary>Seats in those that are neither locked nor on a run.</summary>
        public int FreeSeats;

        internal static ListedLobby Read(Json json) => new ListedLobby
        {
            Lobby = json["lobby"].Text,
            Parties = json["parties"].Int,
            Players = json["players"].Int,
            FreeSeats = json["free_seats"].Int,
        };
    }
}
