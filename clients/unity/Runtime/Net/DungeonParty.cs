using System;
using System.Collections.Generic;

namespace Muster
{
    /// <summary>A party of players who go on dungeon runs together. Fields that only members see are null for others.</summary>
    public sealed class DungeonParty
    {
        public string PartyId;
        public string Lobby;
        public string Name;
        /// <summary>Null while the party has no members.</summary>
        public string LeaderId;
        /// <summary>The members' ids, in the order of joining.</summary>
        public List<string> Players;
        public List<PartyMember> Members;
        public int PlayerCount;
        /// <summary>The number of seats: 1 in a solo party.</summary>
        public int MaxPlayers;
        /// <summary>"solo", "coop" or "pvp".</summary>
        public string GameType;
        /// <summary>The game's own word.</summary>
        public string Difficulty;
        /// <summary>The game's own word for where the party plays; "" for none.</summary>
        public string Region;
        /// <summary>"public" or "private".</summary>
        public string Privacy;
        public bool Locked;
        public bool HasPassword;
        public bool CanStart;
        /// <summary>What prevents a start, if <see cref="CanStart"/> is false.</summary>
        public List<StartBlocker> Blockers;
        /// <summary>The run that the party is on, or null.</summary>
        public string SessionId;
        /// <summary>Increases by one with each change.</summary>
        public long Version;
        public DateTimeOffset CreatedAt;
        public DateTimeOffset UpdatedAt;
        /// <summary>When the party was last heard of, if nobody in it is there; null otherwise.</summary>
        public DateTimeOffset? LastHeardAt;
        /// <summary>Lets a player with this code join a private party. Members only.</summary>
        public string JoinCode;
        /// <summary>The party's free-form data as JSON text, for JsonUtility.FromJson or similar. Members only.</summary>
        public string DataJson;
        /// <summary>Who waits to be let in, the earliest first. Members only.</summary>
        public List<JoinRequest> Requests;

        internal static DungeonParty Read(Json json) => new DungeonParty
        {
            PartyId = json["party_id"].Text,
            Lobby = json["lobby"].Text,
            Name = json["name"].Text,
            LeaderId = json["leader_id"].Text,
            Players = json["players"].Texts,
            Members = json["members"].List(PartyMember.Read),
            PlayerCount = json["player_count"].Int,
            MaxPlayers = json["max_players"].Int,
            GameType = json["game_type"].Text,
            Difficulty = json["difficulty"].Text,
            Region = json["region"].Text,
            Privacy = json["privacy"].Text,
            Locked = json["locked"].Bool,
            HasPassword = json["has_password"].Bool,
            CanStart = json["can_start"].Bool,
            Blockers = json["blockers"].List(StartBlocker.Read),
            SessionId = json["session_id"].Text,
            Version = json["version"].Long,
            CreatedAt = json["created_at"].Time,
            UpdatedAt = json["updated_at"].Time,
            LastHeardAt = json["last_heard_at"].TimeOrNull,
            JoinCode = json["join_code"].Text,
            DataJson = json["data"].TextOfJson,
            Requests = json.Has("requests") ? json["requests"].List(JoinRequest.Read) : null,
        };
    }

    public sealed class PartyMember
    {
        public string PlayerId;
        public string Name;
        /// <summary>The game's own word for what the player plays, or null.</summary>
        public string Class;
        public bool Ready;
        /// <summary>False if the member has lost the connection. True for members who joined over REST and have none.</summary>
        public bool Connected;
        /// <summary>The member's free-form data as JSON text. Members only.</summary>
        public string DataJson;
        /// <summary>Members only.</summary>
        public DateTimeOffset? JoinedAt;

        internal static PartyMember Read(Json json) => new PartyMember
        {
            PlayerId = json["player_id"].Text,
            Name = json["name"].Text,
            Class = json["class"].Text,
            Ready = json["ready"].Bool,
            Connected = json["connected"].Bool,
            DataJson = json["data"].TextOfJson,
            JoinedAt = json["joined_at"].TimeOrNull,
        };
    }

    public sealed class StartBlocker
    {
        /// <summary>The error kind of a start: party_empty, session_running, member_away or not_ready.</summary>
        public string Reason;
        /// <summary>The member who prevents the start; null if the party does.</summary>
        public string PlayerId;

        internal static StartBlocker Read(Json json) => new StartBlocker
        {
            Reason = json["reason"].Text,
            PlayerId = json["player_id"].Text,
        };
    }

    public sealed class DungeonPartyPage
    {
        public List<DungeonParty> Parties;
        /// <summary>The <see cref="PartyFilter.Cursor"/> of the next page. Null on the last page.</summary>
        public string NextCursor;

        internal static DungeonPartyPage Read(Json json) => new DungeonPartyPage
        {
            Parties = json["parties"].List(DungeonParty.Read),
            NextCursor = json["next_cursor"].Text,
        };
    }

    /// <summary>The result of a party command.</summary>
    public sealed class PartyAnswer
    {
        /// <summary>"created", "updated", "joined", "left", "kicked", "promoted", "ready", "not_ready", "locked", "unlocked", "invited", "declined", "accepted", "requested", "withdrawn" or "dissolved".</summary>
        public string Status;
        public string PartyId;
        /// <summary>The run that the party is on, or null.</summary>
        public string SessionId;
        /// <summary>Null if the party no longer exists.</summary>
        public long? Version;
        /// <summary>The party as its members see it; null if the caller is no longer in it.</summary>
        public DungeonParty Party;

        internal static PartyAnswer Read(Json json) => new PartyAnswer
        {
            Status = json["status"].Text,
            PartyId = json["party_id"].Text,
            SessionId = json["session_id"].Text,
            Version = json["version"].LongOrNull,
            Party = json.Has("members") ? DungeonParty.Read(json) : null,
        };
    }

    /// <summary>What a player without a connection learns from its heartbeat.</summary>
    public sealed class HeartbeatAnswer
    {
        /// <summary>"heard".</summary>
        public string Status;
        public string PartyId;
        /// <summary>The run that the party is on, or null.</summary>
        public string SessionId;
        /// <summary>The party has changed if this is not the version that you know.</summary>
        public long Version;
        /// <summary>Milliseconds without a call after which the player is away.</summary>
        public long PresenceMs;

        internal static HeartbeatAnswer Read(Json json) => new HeartbeatAnswer
        {
            Status = json["status"].Text,
            PartyId = json["party_id"].Text,
            SessionId = json["session_id"].Text,
            Version = json["version"].Long,
            PresenceMs = json["presence_ms"].Long,
        };
    }

    /// <summary>A run that has been started and waits for its players.</summary>
    public sealed class StartAnswer
    {
        public string SessionId;
        public string PartyId;
        /// <summary>The players' ids; empty if the caller is not one of them.</summary>
        public List<string> Party;
        /// <summary>"waiting".</summary>
        public string Status;
        /// <summary>The session's version.</summary>
        public long Version;

        internal static StartAnswer Read(Json json) => new StartAnswer
        {
            SessionId = json["session_id"].Text,
            PartyId = json["party_id"].Text,
            Party = json["party"].Texts,
            Status = json["status"].Text,
            Version = json["version"].Long,
        };
    }

    public sealed class Guest
    {
        public string PlayerId;
        /// <summary>Proves that a caller is this player. It does not expire. Store it, and keep it secret.</summary>
        public string Token;

        internal static Guest Read(Json json) => new Guest
        {
            PlayerId = json["player_id"].Text,
            Token = json["token"].Text ?? throw new FormatException("the token is missing"),
        };
    }
}
