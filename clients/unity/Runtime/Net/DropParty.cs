using System;
using System.Collections.Generic;

namespace Muster
{
    /// <summary>A series of drops in one game world. Values are in GP. Fields that only REST or only /updates sends are null in the other.</summary>
    public sealed class DropParty
    {
        public long Id;
        public int World;
        /// <summary>Such as "members" or "pvp"; null if no report has named it.</summary>
        public string WorldType;
        public bool IsActive;
        public long TotalDrops;
        /// <summary>long.MaxValue if the sum is greater.</summary>
        public long TotalValue;
        /// <summary>The drops that a second address, an ingest key or an admin has confirmed.</summary>
        public long ConfirmedDrops;
        /// <summary>What of the total value they make up.</summary>
        public long ConfirmedValue;
        /// <summary>floor(total / drops).</summary>
        public long AvgDrop;
        public long? MedianDrop;
        public long? ValuePerMinute;
        /// <summary>From the first drop to the last.</summary>
        public double? DurationMinutes;
        public DateTimeOffset CreatedAt;
        public DateTimeOffset LastDropAt;
        /// <summary>Null while the party is running.</summary>
        public DateTimeOffset? EndedAt;
        /// <summary>The number of named reporters.</summary>
        public int? Witnesses;
        /// <summary>At most 10, highest value first.</summary>
        public List<Drop> BiggestDrops;
        /// <summary>Seconds.</summary>
        public double? TimeSinceLastDrop;
        /// <summary>Seconds until the party ends if nothing more drops; null when it has ended.</summary>
        public double? SecondsUntilEnd;

        internal static DropParty Read(Json json) => new DropParty
        {
            Id = json["id"].Long,
            World = json["world"].Int,
            WorldType = json["world_type"].Text,
            IsActive = json["is_active"].Bool,
            TotalDrops = json["total_drops"].Long,
            TotalValue = json["total_value"].Long,
            ConfirmedDrops = json["confirmed_drops"].Long,
            ConfirmedValue = json["confirmed_value"].Long,
            AvgDrop = json["avg_drop"].Long,
            MedianDrop = json["median_drop"].LongOrNull,
            ValuePerMinute = json["value_per_minute"].LongOrNull,
            DurationMinutes = json["duration_minutes"].DoubleOrNull,
            CreatedAt = json["created_at"].Time,
            LastDropAt = json["last_drop_at"].Time,
            EndedAt = json["ended_at"].TimeOrNull,
            Witnesses = json["witnesses"].IntOrNull,
            BiggestDrops = json["biggest_drops"].List(Drop.Read),
            TimeSinceLastDrop = json["time_since_last_drop"].DoubleOrNull,
            SecondsUntilEnd = json["seconds_until_end"].DoubleOrNull,
        };
    }

    /// <summary>One item or stack that was dropped.</summary>
    public sealed class Drop
    {
        /// <summary>The drop party that it belongs to; null in REST answers, where the caller knows it.</summary>
        public long? DropPartyId;
        /// <summary>Counts the party's drops, from 1.</summary>
        public long Number;
        public int ItemId;
        public string ItemName;
        public int Quantity;
        /// <summary>The value of the whole drop, in GP.</summary>
        public long Value;
        public DateTimeOffset DroppedAt;
        /// <summary>Where it lies; null if its first report had no tile.</summary>
        public Tile Tile;
        /// <summary>The number of named reporters who saw it; 0 for a bare report.</summary>
        public int Witnesses;
        /// <summary>Whether a second address, an ingest key or an admin has confirmed it.</summary>
        public bool Confirmed;
        /// <summary>Whether its value is far from what the operator's price table says.</summary>
        public bool Suspect;

        internal static Drop Read(Json json) => new Drop
        {
            DropPartyId = json["drop_party_id"].LongOrNull,
            Number = json["number"].Long,
            ItemId = json["item_id"].Int,
            ItemName = json["item_name"].Text,
            Quantity = json["quantity"].Int,
            Value = json["value"].Long,
            DroppedAt = json["dropped_at"].Time,
            Tile = json["tile"].IsNull ? null : Tile.Read(json["tile"]),
            Witnesses = json["witnesses"].Int,
            Confirmed = json["confirmed"].Bool,
            Suspect = json["suspect"].Bool,
        };
    }

    public sealed class Tile
    {
        public int Plane;
        public int X;
        public int Y;

        internal static Tile Read(Json json) => new Tile
        {
            Plane = json["plane"].Int,
            X = json["x"].Int,
            Y = json["y"].Int,
        };
    }

    /// <summary>A running drop party, as the list shows it.</summary>
    public sealed class ListedDropParty
    {
        public long Id;
        public int World;
        public long AvgDrop;
        public long TotalDrops;
        /// <summary>The drops that a second address, an ingest key or an admin has confirmed.</summary>
        public long ConfirmedDrops;
        /// <summary>Their value, in GP.</summary>
        public long ConfirmedValue;
        public DateTimeOffset CreatedAt;
        public DateTimeOffset LastDropAt;
        /// <summary>Seconds.</summary>
        public double TimeSinceLastDrop;

        internal static ListedDropParty Read(Json json) => new ListedDropParty
        {
            Id = json["id"].Long,
            World = json["world"].Int,
            AvgDrop = json["avg_drop"].Long,
            TotalDrops = json["total_drops"].Long,
            ConfirmedDrops = json["confirmed_drops"].Long,
            ConfirmedValue = json["confirmed_value"].Long,
            CreatedAt = json["created_at"].Time,
            LastDropAt = json["last_drop_at"].Time,
            TimeSinceLastDrop = json["time_since_last_drop"].Double,
        };
    }

    public sealed class DropPartyList
    {
        public List<ListedDropParty> ActiveParties;
        /// <summary>The cursor of the next page. Null on the last page.</summary>
        public string NextCursor;

        internal static DropPartyList Read(Json json) => new DropPartyList
        {
            ActiveParties = json["active_parties"].List(ListedDropParty.Read),
            NextCursor = json["next_cursor"].Text,
        };
    }

    /// <summary>A drop party with a page of its drops.</summary>
    public sealed class DropPartyPage
    {
        public DropParty Party;
        /// <summary>Newest first.</summary>
        public List<Drop> Drops;
        /// <summary>The cursor of the next page. Null on the last page.</summary>
        public string NextCursor;

        internal static DropPartyPage Read(Json json) => new DropPartyPage
        {
            Party = DropParty.Read(json),
            Drops = json["drops"].List(Drop.Read),
            NextCursor = json["next_cursor"].Text,
        };
    }

    /// <summary>Ended drop parties, the most recently ended first.</summary>
    public sealed class DropPartyHistory
    {
        public List<DropParty> Parties;
        /// <summary>The cursor of the next page. Null on the last page.</summary>
        public string NextCursor;

        internal static DropPartyHistory Read(Json json) => new DropPartyHistory
        {
            Parties = json["parties"].List(DropParty.Read),
            NextCursor = json["next_cursor"].Text,
        };
    }

    public sealed class WorldPage
    {
        public int World;
        /// <summary>The running party, or null.</summary>
        public DropParty Party;
        /// <summary>At most 10, the most recently ended first.</summary>
        public List<DropParty> LastParties;

        internal static WorldPage Read(Json json) => new WorldPage
        {
            World = json["world"].Int,
            Party = json["party"].IsNull ? null : DropParty.Read(json["party"]),
            LastParties = json["last_parties"].List(DropParty.Read),
        };
    }

    /// <summary>The result of one report.</summary>
    public sealed class DropAnswer
    {
        /// <summary>"party_created", "drop_added" or "ignored"; in a batch also "rejected".</summary>
        public string Status;
        /// <summary>For people; null if the report was rejected.</summary>
        public string Message;
        /// <summary>The party that the drop was added to; null if it was not.</summary>
        public long? PartyId;
        public int? World;
        /// <summary>The party's number of drops, including this one.</summary>
        public long? TotalDrops;
        /// <summary>In GP.</summary>
        public long? AvgDropValue;
        /// <summary>"duplicate_detected" if the report was ignored.</summary>
        public string Reason;
        /// <summary>One of <see cref="ErrorKinds"/> if the report was rejected.</summary>
        public string Kind;
        /// <summary>Why the report was rejected, for people.</summary>
        public string Error;
        /// <summary>All invalid fields, if the report was rejected because of them.</summary>
        public List<Fault> Errors;

        internal static DropAnswer Read(Json json) => new DropAnswer
        {
            Status = json["status"].Text,
            Message = json["message"].Text,
            PartyId = json["party_id"].LongOrNull,
            World = json["world"].IntOrNull,
            TotalDrops = json["total_drops"].LongOrNull,
            AvgDropValue = json["avg_drop_value"].LongOrNull,
            Reason = json["reason"].Text,
            Kind = json["kind"].Text,
            Error = json["error"].Text,
            Errors = json["errors"].List(Fault.Read),
        };
    }
}
