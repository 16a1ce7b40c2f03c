using System;
using System.Threading.Tasks;

namespace Muster
{
    /// <summary>
    /// Party commands. They return the party as its members see it, or null if the player is no longer in it. While the lobby is not connected,
    /// they use REST: see <see cref="MusterOptions.UsesRest"/>.
    /// </summary>
    public sealed partial class MusterClient
    {
        /// <summary>Creates a party with the player as its leader.</summary>
        public Task<DungeonParty> CreateParty(PartySettings settings = null, PlayerInfo me = null)
        {
            var fields = Me(me);
            settings?.AddTo(fields);
            return Ask("party.create", fields, rest => rest.CreateParty(settings, me ?? options.Player, options.Lobby));
        }

        /// <summary>Changes the settings that are not null. Leader only.</summary>
        /// <param name="version">If given, the call fails with <see cref="ErrorKinds.VersionConflict"/> unless the party still has this version.</param>
        public Task<DungeonParty> UpdateParty(PartySettings changes, long? version = null) =>
            Ask("party.update", changes.AddTo(new JsonFields().Add("if_version", version)), rest => rest.UpdateParty(MyParty, changes, version));

        /// <summary>Joins a party. Does nothing if the player is in it already.</summary>
        public Task<DungeonParty> JoinParty(string partyId, string password = null, PlayerInfo me = null) =>
            Ask("party.join", Me(me).Add("party_id", partyId).Add("password", password), rest => rest.JoinParty(partyId, password, me ?? options.Player));

        /// <summary>Joins by code, which also works for private parties. Case does not matter.</summary>
        public Task<DungeonParty> JoinByCode(string code, string password = null, PlayerInfo me = null) =>
            Ask("party.join_by_code", Me(me).Add("code", code).Add("password", password), rest => rest.JoinByCode(code, password, me ?? options.Player, options.Lobby));

        /// <summary>
        /// Joins the fullest party that matches GameType, Difficulty, Region and DataJson, or creates one. The other settings are only for a new party.
        /// </summary>
        public Task<DungeonParty> QuickJoin(PartySettings wanted = null, PlayerInfo me = null)
        {
            var fields = Me(me);
            wanted?.AddTo(fields);
            return Ask("party.quick_join", fields, rest => rest.QuickJoin(wanted, me ?? options.Player, options.Lobby));
        }

        /// <summary>Always allowed. If the leader leaves, the longest-standing member becomes leader. The party is dissolved when the last member leaves.</summary>
        public Task<DungeonParty> LeaveParty() => Ask("party.leave", new JsonFields(), rest => rest.LeaveParty(MyParty));

        /// <summary>Sets the player's ready flag, and the class and data in <paramref name="me"/> if given.</summary>
        public Task<DungeonParty> SetReady(bool ready = true, PlayerInfo me = null)
        {
            var fields = new JsonFields().Add("ready", ready).AddOrClear("class", me?.Class).AddJson("player_data", me?.DataJson);
            return Ask("party.ready", fields, rest => rest.SetReady(MyParty, ready, me));
        }

        /// <summary>Kicks and bans a member. Leader only.</summary>
        public Task<DungeonParty> Kick(string playerId) => Ask("party.kick", On(playerId), rest => rest.Kick(MyParty, playerId));

        /// <summary>Makes another member the leader. Leader only.</summary>
        public Task<DungeonParty> Promote(string playerId) => Ask("party.promote", On(playerId), rest => rest.Promote(MyParty, playerId));

        /// <summary>Closes the party to new members. Leader only.</summary>
        public Task<DungeonParty> LockParty() => Ask("party.lock", new JsonFields(), rest => rest.LockParty(MyParty));

        /// <summary>Opens the party to new members again. Leader only.</summary>
        public Task<DungeonParty> UnlockParty() => Ask("party.unlock", new JsonFields(), rest => rest.UnlockParty(MyParty));

        /// <summary>Invites a player, for 10 minutes. Any member may invite, but only the leader may invite a player who was kicked.</summary>
        public Task<DungeonParty> Invite(string playerId) => Ask("party.invite", On(playerId), rest => rest.Invite(MyParty, playerId));

        /// <summary>Joins the party of an invite from <see cref="Invited"/>.</summary>
        public Task<DungeonParty> AcceptInvite(string partyId, PlayerInfo me = null) =>
            Ask("party.accept_invite", Me(me).Add("party_id", partyId), rest => rest.AcceptInvite(partyId, me ?? options.Player));

        public Task<DungeonParty> DeclineInvite(string partyId) =>
            Ask("party.decline_invite", new JsonFields().Add("party_id", partyId), rest => rest.DeclineInvite(partyId));

        /// <summary>
        /// Asks to be let into a party that one cannot simply join: a private one, or one with a password. Waits for 10 minutes;
        /// <see cref="RequestEnded"/> tells what became of it.
        /// </summary>
        public Task<DungeonParty> RequestToJoin(string partyId, string message = null, PlayerInfo me = null) =>
            Ask("party.request", Me(me).Add("party_id", partyId).Add("message", message), rest => rest.RequestToJoin(partyId, message, me ?? options.Player));

        /// <summary>Takes the player's join request back.</summary>
        public Task<DungeonParty> WithdrawRequest(string partyId) =>
            Ask("party.withdraw_request", new JsonFields().Add("party_id", partyId), rest => rest.WithdrawRequest(partyId));

        /// <summary>Lets in a player who asks: see <see cref="JoinRequested"/>. Leader only.</summary>
        public Task<DungeonParty> AcceptRequest(string playerId) => Ask("party.accept_request", On(playerId), rest => rest.AcceptRequest(MyParty, playerId));

        /// <summary>Declines a join request. The player may ask again 10 minutes later. Leader only.</summary>
        public Task<DungeonParty> DeclineRequest(string playerId) => Ask("party.decline_request", On(playerId), rest => rest.DeclineRequest(MyParty, playerId));

        /// <summary>Dissolves the party for all its members. Leader only.</summary>
        public Task<DungeonParty> DissolveParty() => Ask("party.dissolve", new JsonFields(), rest => rest.DissolveParty(MyParty));

        /// <summary>
        /// Starts a run of the party, which waits until all members are there and ready. Every member gets <see cref="RunEntered"/>. Leader only.
        /// </summary>
        /// <param name="force">Starts even if members are away or not ready.</param>
        /// <returns>The run's session_id.</returns>
        public async Task<string> StartRun(bool force = false)
        {
            if (GoesByRest) return (await Rest.StartSession(MyParty, force)).SessionId;
            return (await lobby.Ask("party.start", new JsonFields().Add("force", force)))["session_id"].Text;
        }

        /// <summary>The id for REST. Rooms know the player's party.</summary>
        private string MyParty => Party?.PartyId ?? throw new MusterException(ErrorKinds.NotMember, "the player is not in a party");

        private bool GoesByRest => Rest != null && options.UsesRest && identity.PlayerId != null && Connection != MusterConnection.Online;

        private async Task<DungeonParty> Ask(string command, JsonFields fields, Func<MusterRest, Task<PartyAnswer>> byRest)
        {
            if (!GoesByRest) return PartyOf(await lobby.Ask(command, fields));
            var answer = await byRest(Rest);
            // Without a connection, no message from the lobby reports the change.
            if (answer.Party != null || answer.PartyId == Party?.PartyId) Know(answer.Party, null);
            return answer.Party;
        }

        private JsonFields Me(PlayerInfo me)
        {
            var fields = new JsonFields();
            (me ?? options.Player)?.AddTo(fields);
            return fields;
        }

        private static JsonFields On(string playerId) => new JsonFields().Add("target_id", playerId);
    }
}
