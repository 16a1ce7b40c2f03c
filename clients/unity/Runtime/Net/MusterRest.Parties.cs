using System.Threading;
using System.Threading.Tasks;

namespace Muster
{
    public sealed partial class MusterRest
    {
        /// <summary>
        /// Creates a party that the player leads. Without a player it is empty: whoever joins first leads, and it is gone if nobody does within 5 minutes.
        /// </summary>
        public Task<PartyAnswer> CreateParty(PartySettings settings = null, PlayerInfo me = null, string lobby = null, CancellationToken cancel = default)
        {
            var body = Body(me);
            settings?.AddTo(body);
            return InLobby("", lobby, body, cancel);
        }

        /// <summary>Public parties, and the player's own though it be private.</summary>
        public Task<DungeonPartyPage> ListParties(PartyFilter filter = null, CancellationToken cancel = default) =>
            Get("/party", filter == null ? AsPlayer() : filter.AddTo(AsPlayer()), DungeonPartyPage.Read, cancel);

        /// <summary>Members see the join code and data too. A private party is there for its members only.</summary>
        public Task<DungeonParty> GetParty(string partyId, CancellationToken cancel = default) =>
            Get("/party/" + Part(partyId, nameof(partyId)), AsPlayer(), DungeonParty.Read, cancel);

        /// <summary>Changes settings. Only what is not null changes. The leader's alone.</summary>
        public Task<PartyAnswer> UpdateParty(string partyId, PartySettings changes, long? version = null, CancellationToken cancel = default) =>
            OfParty("PATCH", partyId, "", Given(changes, nameof(changes)).AddTo(new JsonFields()), version, cancel);

        /// <summary>The leader's alone.</summary>
        public Task<PartyAnswer> DissolveParty(string partyId, long? version = null, CancellationToken cancel = default) =>
            OfParty("DELETE", partyId, "", null, version, cancel);

        /// <summary>Joining twice is joining once.</summary>
        public Task<PartyAnswer> JoinParty(string partyId, string password = null, PlayerInfo me = null, long? version = null, CancellationToken cancel = default) =>
            OfParty("POST", partyId, "/join", Body(me).Add("password", password), version, cancel);

        /// <summary>The way into a private party without an invite. Upper and lower case are the same.</summary>
        public Task<PartyAnswer> JoinByCode(string code, string password = null, PlayerInfo me = null, string lobby = null, CancellationToken cancel = default) =>
            InLobby("/join-by-code", lobby, Body(me).Add("code", code).Add("password", password), cancel);

        /// <summary>
        /// Joins the fullest party that fits, or creates one. GameType, Difficulty and DataJson choose; the other settings are for a party that has to be made.
        /// </summary>
        public Task<PartyAnswer> QuickJoin(PartySettings wanted = null, PlayerInfo me = null, string lobby = null, CancellationToken cancel = default)
        {
            var body = Body(me);
            wanted?.AddTo(body);
            return InLobby("/quick-join", lobby, body, cancel);
        }

        /// <summary>Always allowed. The longest-standing member leads when the leader goes; the last one out dissolves the party.</summary>
        public Task<PartyAnswer> LeaveParty(string partyId, long? version = null, CancellationToken cancel = default) =>
            OfParty("POST", partyId, "/leave", null, version, cancel);

        /// <summary>Says to be ready, or not; and, where it is given, what the player plays.</summary>
        public Task<PartyAnswer> SetReady(string partyId, bool ready = true, PlayerInfo me = null, long? version = null, CancellationToken cancel = default) =>
            OfParty("POST", partyId, "/ready", Body(me).Add("ready", ready), version, cancel);

        /// <summary>Puts a member out, for good. The leader's alone.</summary>
        public Task<PartyAnswer> Kick(string partyId, string targetId, long? version = null, CancellationToken cancel = default) =>
            OnPlayer(partyId, "/kick", targetId, version, cancel);

        /// <summary>Lets another member lead. The leader's alone.</summary>
        public Task<PartyAnswer> Promote(string partyId, string targetId, long? version = null, CancellationToken cancel = default) =>
            OnPlayer(partyId, "/promote", targetId, version, cancel);

        /// <summary>Lets nobody in. The leader's alone.</summary>
        public Task<PartyAnswer> LockParty(string partyId, long? version = null, CancellationToken cancel = default) =>
            OfParty("POST", partyId, "/lock", null, version, cancel);

        /// <summary>The leader's alone.</summary>
        public Task<PartyAnswer> UnlockParty(string partyId, long? version = null, CancellationToken cancel = default) =>
            OfParty("POST", partyId, "/unlock", null, version, cancel);

        /// <summary>Any member may; the invite is good for 10 minutes. Only the leader brings back whom was kicked.</summary>
        public Task<PartyAnswer> Invite(string partyId, string targetId, long? version = null, CancellationToken cancel = default) =>
            OnPlayer(partyId, "/invite", targetId, version, cancel);

        /// <summary>Joins by an invite.</summary>
        public Task<PartyAnswer> AcceptInvite(string partyId, PlayerInfo me = null, long? version = null, CancellationToken cancel = default) =>
            OfParty("POST", partyId, "/accept", Body(me), version, cancel);

        public Task<PartyAnswer> DeclineInvite(string partyId, long? version = null, CancellationToken cancel = default) =>
            OfParty("POST", partyId, "/decline", null, version, cancel);

        private Task<PartyAnswer> InLobby(string name, string lobby, JsonFields body, CancellationToken cancel) =>
            Write("POST", "/party" + name, AsPlayer(), body.Add("lobby", lobby), null, PartyAnswer.Read, cancel);

        private Task<PartyAnswer> OnPlayer(string partyId, string name, string targetId, long? version, CancellationToken cancel) =>
            OfParty("POST", partyId, name, new JsonFields().Add("target_id", targetId), version, cancel);

        private Task<PartyAnswer> OfParty(string method, string partyId, string name, JsonFields body, long? version, CancellationToken cancel) =>
            Write(method, "/party/" + Part(partyId, nameof(partyId)) + name, AsPlayer(), body, version, PartyAnswer.Read, cancel);

        private static JsonFields Body(PlayerInfo me) => me == null ? new JsonFields() : me.AddTo(new JsonFields());
    }
}
