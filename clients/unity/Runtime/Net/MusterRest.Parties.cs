using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Muster
{
    public sealed partial class MusterRest
    {
        /// <summary>
        /// Creates a party with the player as its leader. A call without a player creates an empty party: the first to join leads it, and it is dissolved
        /// if nobody joins within 5 minutes.
        /// </summary>
        public Task<PartyAnswer> CreateParty(PartySettings settings = null, PlayerInfo me = null, string lobby = null, CancellationToken cancel = default)
        {
            var body = Body(me);
            settings?.AddTo(body);
            return InLobby("", lobby, body, cancel);
        }

        /// <summary>Public parties, and the player's own even if it is private.</summary>
        public Task<DungeonPartyPage> ListParties(PartyFilter filter = null, CancellationToken cancel = default) =>
            Get("/party", filter == null ? AsPlayer() : filter.AddTo(AsPlayer()), DungeonPartyPage.Read, cancel);

        /// <summary>The lobbies that have public parties, in the order of their names.</summary>
        public Task<List<ListedLobby>> ListLobbies(CancellationToken cancel = default) =>
            Get("/lobbies", new Query(), answer => answer["lobbies"].List(ListedLobby.Read), cancel);

        /// <summary>A party. Only members see its join code and data, and only members see a private party.</summary>
        public Task<DungeonParty> GetParty(string partyId, CancellationToken cancel = default) =>
            Get("/party/" + Part(partyId, nameof(partyId)), AsPlayer(), DungeonParty.Read, cancel);

        /// <summary>Changes the settings that are not null. Leader only.</summary>
        public Task<PartyAnswer> UpdateParty(string partyId, PartySettings changes, long? version = null, CancellationToken cancel = default) =>
            OfParty("PATCH", partyId, "", Given(changes, nameof(changes)).AddTo(new JsonFields()), version, cancel);

        /// <summary>Dissolves the party for all its members. Leader only.</summary>
        public Task<PartyAnswer> DissolveParty(string partyId, long? version = null, CancellationToken cancel = default) =>
            OfParty("DELETE", partyId, "", null, version, cancel);

        /// <summary>Joins a party. Does nothing if the player is in it already.</summary>
        public Task<PartyAnswer> JoinParty(string partyId, string password = null, PlayerInfo me = null, long? version = null, CancellationToken cancel = default) =>
            OfParty("POST", partyId, "/join", Body(me).Add("password", password), version, cancel);

        /// <summary>Joins by code, which also works for private parties. Case does not matter.</summary>
        public Task<PartyAnswer> JoinByCode(string code, string password = null, PlayerInfo me = null, string lobby = null, CancellationToken cancel = default) =>
            InLobby("/join-by-code", lobby, Body(me).Add("code", code).Add("password", password), cancel);

        /// <summary>
        /// Joins the fullest party that matches GameType, Difficulty, Region and DataJson, or creates one. The other settings are only for a new party.
        /// </summary>
        public Task<PartyAnswer> QuickJoin(PartySettings wanted = null, PlayerInfo me = null, string lobby = null, CancellationToken cancel = default)
        {
            var body = Body(me);
            wanted?.AddTo(body);
            return InLobby("/quick-join", lobby, body, cancel);
        }

        /// <summary>Always allowed. If the leader leaves, the longest-standing member becomes leader. The party is dissolved when the last member leaves.</summary>
        public Task<PartyAnswer> LeaveParty(string partyId, long? version = null, CancellationToken cancel = default) =>
            OfParty("POST", partyId, "/leave", null, version, cancel);

        /// <summary>Sets the player's ready flag, and the class and data in <paramref name="me"/> if given.</summary>
        public Task<PartyAnswer> SetReady(string partyId, bool ready = true, PlayerInfo me = null, long? version = null, CancellationToken cancel = default) =>
            OfParty("POST", partyId, "/ready", Body(me).Add("ready", ready), version, cancel);

        /// <summary>Kicks and bans a member. Leader only.</summary>
        public Task<PartyAnswer> Kick(string partyId, string targetId, long? version = null, CancellationToken cancel = default) =>
            OnPlayer(partyId, "/kick", targetId, version, cancel);

        /// <summary>Makes another member the leader. Leader only.</summary>
        public Task<PartyAnswer> Promote(string partyId, string targetId, long? version = null, CancellationToken cancel = default) =>
            OnPlayer(partyId, "/promote", targetId, version, cancel);

        /// <summary>Closes the party to new members. Leader only.</summary>
        public Task<PartyAnswer> LockParty(string partyId, long? version = null, CancellationToken cancel = default) =>
            OfParty("POST", partyId, "/lock", null, version, cancel);

        /// <summary>Opens the party to new members again. Leader only.</summary>
        public Task<PartyAnswer> UnlockParty(string partyId, long? version = null, CancellationToken cancel = default) =>
            OfParty("POST", partyId, "/unlock", null, version, cancel);

        /// <summary>Invites a player, for 10 minutes. Any member may invite, but only the leader may invite a player who was kicked.</summary>
        public Task<PartyAnswer> Invite(string partyId, string targetId, long? version = null, CancellationToken cancel = default) =>
            OnPlayer(partyId, "/invite", targetId, version, cancel);

        /// <summary>Joins the party of an invite.</summary>
        public Task<PartyAnswer> AcceptInvite(string partyId, PlayerInfo me = null, long? version = null, CancellationToken cancel = default) =>
            OfParty("POST", partyId, "/accept", Body(me), version, cancel);

        public Task<PartyAnswer> DeclineInvite(string partyId, long? version = null, CancellationToken cancel = default) =>
            OfParty("POST", partyId, "/decline", null, version, cancel);

        /// <summary>
        /// Asks to be let into a party that one cannot simply join: a private one, or one with a password. Waits for 10 minutes. Asking again while it
        /// waits changes nothing.
        /// </summary>
        public Task<PartyAnswer> RequestToJoin(string partyId, string message = null, PlayerInfo me = null, long? version = null, CancellationToken cancel = default) =>
            OfParty("POST", partyId, "/request", Body(me).Add("message", message), version, cancel);

        /// <summary>Takes the player's join request back.</summary>
        public Task<PartyAnswer> WithdrawRequest(string partyId, long? version = null, CancellationToken cancel = default) =>
            OfParty("DELETE", partyId, "/request", null, version, cancel);

        /// <summary>
        /// The player's join request. With <paramref name="waitSeconds"/> the answer comes once the leader has accepted or declined, or after so many seconds;
        /// while it polls, the player counts as there.
        /// </summary>
        public Task<JoinRequestAnswer> GetJoinRequest(string partyId, int waitSeconds = 0, CancellationToken cancel = default) =>
            Get("/party/" + Part(partyId, nameof(partyId)) + "/request", AsPlayer().Add("wait", waitSeconds), JoinRequestAnswer.Read, cancel);

        /// <summary>Lets in a player who asks. Leader only.</summary>
        public Task<PartyAnswer> AcceptRequest(string partyId, string targetId, long? version = null, CancellationToken cancel = default) =>
            OnPlayer(partyId, "/request/accept", targetId, version, cancel);

        /// <summary>Declines a join request. The player may ask again 10 minutes later. Leader only.</summary>
        public Task<PartyAnswer> DeclineRequest(string partyId, string targetId, long? version = null, CancellationToken cancel = default) =>
            OnPlayer(partyId, "/request/decline", targetId, version, cancel);

        /// <summary>
        /// Keeps a player without a connection in its party: send one every 30 s. After the first one, the player is away once nothing is heard of it for
        /// <see cref="HeartbeatAnswer.PresenceMs"/>. Every other call of the player counts too.
        /// </summary>
        public Task<HeartbeatAnswer> SendHeartbeat(string partyId, CancellationToken cancel = default) =>
            Write("POST", "/party/" + Part(partyId, nameof(partyId)) + "/heartbeat", AsPlayer(), null, null, HeartbeatAnswer.Read, cancel);

        private Task<PartyAnswer> InLobby(string name, string lobby, JsonFields body, CancellationToken cancel) =>
            Write("POST", "/party" + name, AsPlayer(), body.Add("lobby", lobby), null, PartyAnswer.Read, cancel);

        private Task<PartyAnswer> OnPlayer(string partyId, string name, string targetId, long? version, CancellationToken cancel) =>
            OfParty("POST", partyId, name, new JsonFields().Add("target_id", targetId), version, cancel);

        private Task<PartyAnswer> OfParty(string method, string partyId, string name, JsonFields body, long? version, CancellationToken cancel) =>
            Write(method, "/party/" + Part(partyId, nameof(partyId)) + name, AsPlayer(), body, version, PartyAnswer.Read, cancel);

        private static JsonFields Body(PlayerInfo me) => me == null ? new JsonFields() : me.AddTo(new JsonFields());
    }
}
