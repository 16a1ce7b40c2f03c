using System;
using System.Globalization;

namespace Muster
{
    /// <summary>A topic of <see cref="MusterUpdates"/>. Topics with the same name are equal.</summary>
    public sealed class Topic : IEquatable<Topic>
    {
        /// <summary>The longest id that the server takes. Because of a longer frame the server would close the connection.</summary>
        private const int IdLengthMax = 64;

        /// <summary>The running drop parties of all worlds, with their totals.</summary>
        public static readonly Topic Board = new Topic("board", "board", null, fields => fields.Add("board", true));

        private readonly Action<JsonFields> addTo;

        private Topic(string name, string kind, string id, Action<JsonFields> addTo)
        {
            if (id != null && (id.Length == 0 || id.Length > IdLengthMax))
                throw new ArgumentException("a topic's name must have 1 to " + IdLengthMax + " characters, not " + id.Length);
            Name = name;
            Kind = kind;
            this.addTo = addTo;
        }

        /// <summary>The server's name of the topic, such as "world:444".</summary>
        public string Name { get; }

        /// <summary>"board", "world", "lobby", "party", "session" or "ticket".</summary>
        public string Kind { get; }

        /// <summary>A game world's running drop party and its newest 50 drops.</summary>
        public static Topic World(int world)
        {
            var id = world.ToString(CultureInfo.InvariantCulture);
            return new Topic("world:" + id, "world", id, fields => fields.Add("world", world));
        }

        /// <summary>A lobby's public parties.</summary>
        public static Topic Lobby(string lobby) => Named("lobby", "lobby", lobby);

        /// <summary>A dungeon party.</summary>
        public static Topic Party(string partyId) => Named("party", "party_id", partyId);

        /// <summary>A run.</summary>
        public static Topic Session(string sessionId) => Named("session", "session_id", sessionId);

        /// <summary>The player's ticket of the group finder.</summary>
        public static Topic Ticket(string ticketId) => Named("ticket", "ticket_id", ticketId);

        public bool Equals(Topic other) => other != null && Name == other.Name;

        public override bool Equals(object other) => Equals(other as Topic);

        public override int GetHashCode() => Name.GetHashCode();

        public override string ToString() => Name;

        internal JsonFields AddTo(JsonFields frame)
        {
            addTo(frame);
            return frame;
        }

        private static Topic Named(string kind, string field, string id)
        {
            if (id == null) throw new ArgumentNullException(field);
            return new Topic(kind + ":" + id, kind, id, fields => fields.Add(field, id));
        }
    }
}
