using System;

namespace Muster
{
    /// <summary>For <see cref="MusterClient.AcceptInvite"/>, or <see cref="MusterClient.DeclineInvite"/>.</summary>
    public sealed class PartyInvite
    {
        public string PartyId;
        /// <summary>The party's.</summary>
        public string Name;
        /// <summary>The id of who invites.</summary>
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
