using System;
using System.Collections.Generic;

namespace Muster
{
    public enum UpdateKind
    {
        /// <summary>The topic's whole value. It may come again at any time, and replaces all that was shown before.</summary>
        Snapshot,

        /// <summary>Something happened: see <see cref="MusterUpdate.Event"/>.</summary>
        Event,

        /// <summary>No more comes of this topic: the party is dissolved, the run is complete, or it is not for this player any more.</summary>
        Ended,

        /// <summary>The server does not let this topic be followed: see <see cref="MusterUpdate.Error"/>.</summary>
        Refused,

        /// <summary>Nothing comes any more at all, as with a wrong token: see <see cref="MusterUpdate.Error"/>.</summary>
        Stopped,
    }

    /// <summary>
    /// One update of one topic. What the topic shows after it is read by the method of the topic's kind, such as <see cref="ToParty"/>;
    /// each call reads it anew.
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

        /// <summary>Null when all has stopped.</summary>
        public Topic Topic { get; }

        /// <summary>Counts the topic's events from 1 without gaps, across restarts of the server. A snapshot has the last one that is in it.</summary>
        public long Seq { get; internal set; }

        /// <summary>What happened, such as "player_joined"; null where it is no event.</summary>
        public string Event { get; internal set; }

        /// <summary>When it happened; null where it is no event.</summary>
        public DateTimeOffset? At { get; internal set; }

        /// <summary>Why it was refused or stopped; else null.</summary>
        public MusterException Error { get; internal set; }

        /// <summary>What the server tells of an event or a snapshot, as JSON text: docs/updates.md has the fields.</summary>
        public string DataJson => data.TextOfJson;

        /// <summary>What a party topic shows now; null once it is dissolved.</summary>
        public DungeonParty ToParty() => Of("party").IsNull ? null : DungeonParty.Read(value);

        /// <summary>What a session topic shows now.</summary>
        public DungeonSession ToSession() => Of("session").IsNull ? null : DungeonSession.Read(value);

        /// <summary>What a lobby topic shows now: its public parties in the order of their creation.</summary>
        public List<DungeonParty> ToLobby() => Of("lobby").List(DungeonParty.Read);

        /// <summary>What the board shows now: the running drop parties, in the order of their ids.</summary>
        public List<DropParty> ToBoard() => Of("board").List(DropParty.Read);

        /// <summary>What a world topic shows now.</summary>
        public WorldNow ToWorld() => WorldNow.Read(Of("world"));

        public override string ToString() => Topic + " " + Kind + " " + Seq + " " + Event;

        private Json Of(string kind)
        {
            if (Topic?.Kind != kind) throw new InvalidOperationException("this is an update of " + (Topic?.Name ?? "no topic") + ", not of a " + kind);
            return value;
        }
    }

    /// <summary>A game world's running drop party.</summary>
    public sealed class WorldNow
    {
        public int World;
        /// <summary>Null while there is none.</summary>
        public DropParty Party;
        /// <summary>The party's newest 50, newest first.</summary>
        public List<Drop> Drops;

        internal static WorldNow Read(Json json) => new WorldNow
        {
            World = json["world"].Int,
            Party = json["party"].IsNull ? null : DropParty.Read(json["party"]),
            Drops = json["drops"].List(Drop.Read),
        };
    }
}
