using System;
using System.Collections.Generic;

namespace Muster
{
    public enum UpdateKind
    {
        /// <summary>The topic's whole value. It can come at any time, and replaces the value before it.</summary>
        Snapshot,

        /// <summary>Something happened: see <see cref="MusterUpdate.Event"/>.</summary>
        Event,

        /// <summary>The last update of this topic: the party is dissolved, the run is complete, or the player may no longer see it.</summary>
        Ended,

        /// <summary>The server refused the subscription: see <see cref="MusterUpdate.Error"/>.</summary>
        Refused,

        /// <summary>The last update of all, for example because of an invalid token: see <see cref="MusterUpdate.Error"/>.</summary>
        Stopped,

        /// <summary>The operator's notice has changed or ended, or there is one on the first connection: see <see cref="MusterUpdate.Notice"/>. It needs no subscription.</summary>
        Notice,
    }

    /// <summary>
    /// One update of one topic. The method for the topic's kind, such as <see cref="ToParty"/>, returns the topic's value after it, as a
    /// new object each time.
    /// </summary>
    public sealed class MusterUpdate
    {
        private readonly Json data;
        private readonly Json value;

        internal MusterUpdate(UpdateKind kind, Topic topic, Json value = null, Json data = null)
        {
            Kind = kind;
            Topic = topic;
            this.value = value ?? Json.Null;
            this.data = data ?? Json.Null;
        }

        public UpdateKind Kind { get; }

        /// <summary>Null for <see cref="UpdateKind.Stopped"/> and <see cref="UpdateKind.Notice"/>.</summary>
        public Topic Topic { get; }

        /// <summary>Numbers the topic's events from 1, without gaps, across restarts of the server. A snapshot has the number of the last event in it.</summary>
        public long Seq { get; internal set; }

        /// <summary>The name of the event, such as "player_joined"; null for other kinds of updates.</summary>
        public string Event { get; internal set; }

        /// <summary>When the event happened; null for other kinds of updates.</summary>
        public DateTimeOffset? At { get; internal set; }

        /// <summary>
        /// Of a lobby: how many more public parties it had at its last snapshot, which has no room for them. Unsubscribe and subscribe again for a newer one, or use
        /// <see cref="MusterRest.ListParties"/>, which has pages. 0 for other topics.
        /// </summary>
        public int More { get; internal set; }

        /// <summary>The reason for Refused or Stopped; otherwise null.</summary>
        public MusterException Error { get; internal set; }

        /// <summary>The notice that holds from now on, if the kind is Notice; null if there is none.</summary>
        public Notice Notice { get; internal set; }

        /// <summary>The data of an event or snapshot as JSON text. docs/updates.md has the fields.</summary>
        public string DataJson => data.TextOfJson;

        /// <summary>The value of a party topic; null once the party is dissolved.</summary>
        public DungeonParty ToParty() => Of("party").IsNull ? null : DungeonParty.Read(value);

        /// <summary>The value of a session topic.</summary>
        public DungeonSession ToSession() => Of("session").IsNull ? null : DungeonSession.Read(value);

        /// <summary>The value of a ticket topic.</summary>
        public Ticket ToTicket() => Ticket.Read(Of("ticket"));

        /// <summary>The value of a lobby topic: its public parties, or those of them that it shows (see <see cref="More"/>).</summary>
        public List<DungeonParty> ToLobby() => Of("lobby").List(DungeonParty.Read);

        /// <summary>The value of the board topic: the running drop parties, in the order of their ids.</summary>
        public List<DropParty> ToBoard() => Of("board").List(DropParty.Read);

        /// <summary>The value of a world topic.</summary>
        public WorldNow ToWorld() => WorldNow.Read(Of("world"));

        public override string ToString() => Topic + " " + Kind + " " + Seq + " " + Event;

        private Json Of(string kind)
        {
            if (Topic?.Kind != kind) throw new InvalidOperationException("this is an update of " + (Topic?.Name ?? "no topic") + ", not of a " + kind);
            return value;
        }
    }

    /// <summary>A game world with its running drop party.</summary>
    public sealed class WorldNow
    {
        public int World;
        /// <summary>Null if none is running.</summary>
        public DropParty Party;
        /// <summary>The party's newest 50 drops, newest first.</summary>
        public List<Drop> Drops;

        internal static WorldNow Read(Json json) => new WorldNow
        {
            World = json["world"].Int,
            Party = json["party"].IsNull ? null : DropParty.Read(json["party"]),
            Drops = json["drops"].List(Drop.Read),
        };
    }
}
