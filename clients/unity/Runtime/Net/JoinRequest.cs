using System;

namespace Muster
{
    /// <summary>A player who asks the party to be let in. The leader accepts or declines.</summary>
    public sealed class JoinRequest
    {
        public string PlayerId;
        public string Name;
        /// <summary>The game's own word for what the player plays, or null.</summary>
        public string Class;
        /// <summary>What the player says; empty for nothing.</summary>
        public string Message;
        public DateTimeOffset RequestedAt;
        /// <summary>Until when the leader can answer.</summary>
        public DateTimeOffset ExpiresAt;

        internal static JoinRequest Read(Json json) => new JoinRequest
        {
            PlayerId = json["player_id"].Text,
            Name = json["name"].Text,
            Class = json["class"].Text,
            Message = json["message"].Text,
            RequestedAt = json["requested_at"].Time,
            ExpiresAt = json["expires_at"].Time,
        };
    }

    /// <summary>What became of the player's own join request.</summary>
    public sealed class JoinRequestAnswer
    {
        public string PartyId;
        /// <summary>"waiting", "declined" or "joined".</summary>
        public string Status;
        /// <summary>While waiting, until when the leader can answer; once declined, when the player may ask again. Null for a member.</summary>
        public DateTimeOffset? Until;

        internal static JoinRequestAnswer Read(Json json) => new JoinRequestAnswer
        {
            PartyId = json["party_id"].Text,
            Status = json["status"].Text,
            Until = json["until"].TimeOrNull,
        };
    }
}
