using System;

namespace Muster
{
    /// <summary>An invite, for <see cref="MusterClient.AcceptInvite"/> or <see cref="MusterClient.DeclineInvite"/>.</summary>
    public sealed class PartyInvite
    {
        public string PartyId;
        /// <summary>The party's name.</summary>
        public string Name;
        /// <summary>The id of the player who sent it.</summary>
        public string By;
        public DateTimeOffset ExpiresAt;

        internal static PartyInvite Read(Json json) => new PartyInvite
        {
            PartyId = json["party_id"].Text,
            Name = json["name"].Text,
            By = json["by"].Text,
            ExpiresAt = json["expires_at"].Time,
        };
    }
}
