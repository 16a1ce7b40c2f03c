using System;
using System.Collections.Generic;

namespace Muster
{
    /// <summary>Settings of a dungeon party. Null leaves a setting as it is, or a new party's to the server.</summary>
    public sealed class PartySettings
    {
        /// <summary>At most 64 characters.</summary>
        public string Name;
        /// <summary>1 to 64; 8 by default.</summary>
        public int? MaxPlayers;
        /// <summary>"solo", "coop" or "pvp".</summary>
        public string GameType;
        /// <summary>The game's own word, at most 32 characters.</summary>
        public string Difficulty;
        /// <summary>The game's own word for where the party plays, at most 32 characters; "" for none.</summary>
        public string Region;
        /// <summary>"public" or "private".</summary>
        public string Privacy;
        /// <summary>At most 128 characters; "" removes the password.</summary>
        public string Password;
        public bool? Locked;
        /// <summary>The party's free-form data: a JSON object as text, such as from JsonUtility.ToJson, of at most 4096 characters.</summary>
        public string DataJson;

        internal JsonFields AddTo(JsonFields fields) => fields
            .Add("name", Name)
            .Add("max_players", MaxPlayers)
            .Add("game_type", GameType)
            .Add("difficulty", Difficulty)
            .Add("region", Region)
            .Add("privacy", Privacy)
            .AddOrClear("password", Password)
            .Add("locked", Locked)
            .AddJson("data", DataJson);
    }

    /// <summary>A member's name, class and data. Null leaves a field as it is.</summary>
    public sealed class PlayerInfo
    {
        /// <summary>Shown to others, at most 64 characters; the player's id by default.</summary>
        public string Name;
        /// <summary>The game's own word for what the player plays, at most 32 characters; "" for none.</summary>
        public string Class;
        /// <summary>The player's free-form data: a JSON object as text, such as from JsonUtility.ToJson, of at most 2048 characters.</summary>
        public string DataJson;

        internal JsonFields AddTo(JsonFields fields) => fields
            .Add("player_name", Name)
            .AddOrClear("class", Class)
            .AddJson("player_data", DataJson);
    }

    /// <summary>Which dungeon parties to list. Null does not filter.</summary>
    public sealed class PartyFilter
    {
        /// <summary>"main" by default.</summary>
        public string Lobby;
        public string GameType;
        public string Difficulty;
        public string Region;
        /// <summary>Whether the party has a free seat.</summary>
        public bool? HasRoom;
        public int? PlayersMin;
        public int? PlayersMax;
        /// <summary>The beginning of the name. Case does not matter.</summary>
        public string NamePrefix;
        /// <summary>Only parties with these values in their data. Each value is JSON; text that is not JSON is taken as a string.</summary>
        public Dictionary<string, string> Data;
        /// <summary>"created_at", "updated_at", "name" or "player_count"; with a leading "-" in descending order.</summary>
        public string Sort;
        /// <summary>The number of parties, at most 100.</summary>
        public int? Limit;
        /// <summary>The NextCursor of the previous page.</summary>
        public string Cursor;

        internal Query AddTo(Query query)
        {
            query.Add("lobby", Lobby).Add("game_type", GameType).Add("difficulty", Difficulty);
            query.Add("region", Region).Add("has_room", HasRoom);
            query.Add("players_min", PlayersMin).Add("players_max", PlayersMax).Add("name_prefix", NamePrefix);
            query.Add("sort", Sort).Add("limit", Limit).Add("cursor", Cursor);
            if (Data == null) return query;
            foreach (var field in Data) query.Add("data." + field.Key, field.Value);
            return query;
        }
    }

    /// <summary>The progress of a run. Null leaves a field as it is.</summary>
    public sealed class SessionProgress
    {
        public int? CurrentFloor;
        public Position? CurrentPosition;
        /// <summary>A JSON object as text, which is merged into the session's progress: its keys replace existing ones, and null removes a key.</summary>
        public string ProgressJson;

        internal JsonFields AddTo(JsonFields fields)
        {
            fields.Add("current_floor", CurrentFloor).AddJson("progress", ProgressJson);
            if (CurrentPosition is Position at)
                fields.Add("current_position", new JsonFields().Add("x", at.X).Add("y", at.Y).ToJson());
            return fields;
        }
    }

    /// <summary>One client's claim to have seen one drop.</summary>
    public sealed class DropReport
    {
        /// <summary>1 to 65535.</summary>
        public int World;
        /// <summary>Such as "members" or "pvp"; null if unknown.</summary>
        public string WorldType;
        public int ItemId;
        public string ItemName;
        /// <summary>At least 1.</summary>
        public int Quantity = 1;
        /// <summary>The value of the whole drop, in GP; at most 2^53-1.</summary>
        public long Value;
        /// <summary>Identifies the reporting client, best by a random UUID. With it, the reports of ten witnesses count as one drop.</summary>
        public string Reporter;
        /// <summary>The tile's plane, 0 to 3.</summary>
        public int? Plane;
        /// <summary>The tile's x; set together with <see cref="Y"/>.</summary>
        public int? X;
        public int? Y;
        /// <summary>The client's own game-tick counter.</summary>
        public int? Tick;
        /// <summary>Ticks until the item despawns, at <see cref="Tick"/>. With both, all reports of one drop are recognised.</summary>
        public int? DespawnsIn;
        /// <summary>Ticks until others than its owner see the item, at <see cref="Tick"/>; 0 if they do.</summary>
        public int? PublicIn;
        /// <summary>When the drop was seen, by the client's clock. The server validates it, but uses its own time.</summary>
        public DateTimeOffset? SeenAt;

        internal Json ToJson() => new JsonFields()
            .Add("world", World)
            .Add("world_type", WorldType)
            .Add("item_id", ItemId)
            .Add("item_name", ItemName)
            .Add("quantity", Quantity)
            .Add("value", Value)
            .Add("reporter", Reporter)
            .Add("plane", Plane)
            .Add("x", X)
            .Add("y", Y)
            .Add("tick", Tick)
            .Add("despawns_in", DespawnsIn)
            .Add("public_in", PublicIn)
            .Add("seen_at", SeenAt?.ToUnixTimeMilliseconds())
            .ToJson();
    }

    /// <summary>Which ended drop parties to list. Null does not filter.</summary>
    public sealed class HistoryFilter
    {
        /// <summary>Parties that ended at this time or later.</summary>
        public DateTimeOffset? From;
        /// <summary>Parties that ended before this time.</summary>
        public DateTimeOffset? To;
        public int? World;
        /// <summary>The number of parties, at most 100.</summary>
        public int? Limit;
        /// <summary>The NextCursor of the previous page.</summary>
        public string Cursor;

        internal Query ToQuery() =>
            new Query().Add("from", From).Add("to", To).Add("world", World).Add("limit", Limit).Add("cursor", Cursor);
    }
}
