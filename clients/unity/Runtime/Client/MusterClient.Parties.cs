using System;
using System.Threading.Tasks;

namespace Muster
{
    /// <summary>
    /// What a player does with parties. The answer is the party as its members see it, or null where the player is not in it any more. While there
    /// is no connection to the lobby these go by REST: see <see cref="MusterOptions.UsesRest"/>.
    /// </summary>
    public sealed partial class MusterClient
    {
        /// <summary>Creates a party that the player leads.</summary>
        public Task<DungeonParty> CreateParty(PartySettings settings = null, PlayerInfo me = null)
        {
            var fields = Me(me);
            settings?.AddTo(fields);
            return Ask("party.create", fields, rest => rest.CreateParty(settings, me ?? options.Player, options.Lobby));
        }

        /// <summary>Changes settings; only what is not null changes. The leader's alone.</summary>
        /// <param name="version">Only if the party still has it; else it is refused <see cref="ErrorKinds.VersionConflict"/>.</param>
        public Task<DungeonParty> UpdateParty(PartySettings changes, long? version = null) =>
            Ask("party.update", changes.AddTo(new JsonFields().Add("if_version", version)), rest => rest.UpdateParty(MyParty, changes, version));

        /// <summary>Joining twice is joining once.</summary>
        public Task<DungeonParty> JoinParty(string partyId, string password = null, PlayerInfo me = null) =>
            Ask("party.join", Me(me).Add("party_id", partyId).Add("password", password), rest => rest.JoinParty(partyId, password, me ?? options.Player));

        /// <summary>The way into a private party without an invite. Upper and lower case are the same.</summary>
        public Task<DungeonParty> JoinByCode(string code, string password = null, PlayerInfo me = null) =>
            Ask("party.join_by_code", Me(me).Add("code", code).Add("password", password), rest => rest.JoinByCode(code, password, me ?? options.Player, options.Lobby));

        /// <summary>
        /// Joins the fullest party that fits, or creates one. GameType, Difficulty and DataJson choose; the other settings are for a party that has to be made.
        /// </summary>
        public Task<DungeonParty> QuickJoin(PartySettings wanted = null, PlayerInfo me = null)
        {
            var fields = Me(me);
            wanted?.AddTo(fields);
            return Ask("party.quick_join", fields, rest => rest.QuickJoin(wanted, me ?? options.Player, options.Lobby));
        }

        /// <summary>Always allowed. The longest-standing member leads when the leader goes; the last one out dissolves the party.</summary>
        public Task<DungeonParty> LeaveParty() => Ask("party.leave", new JsonFields(), rest => rest.LeaveParty(MyParty));

        /// <summary>Says to be ready, or not; and, where it is given, what the player plays now.</summary>
        public Task<DungeonParty> SetReady(bool ready = true, PlayerInfo me = null)
        {
            var fields = new JsonFields().Add("ready", ready).AddOrClear("class", me?.Class).AddJson("player_data", me?.DataJson);
            return Ask("party.ready", fields, rest => rest.SetReady(MyParty, ready, me));
        }

        /// <summary>Puts a member out, for good. The leader's alone.</summary>
        public Task<DungeonParty> Kick(string playerId) => Ask("party.kick", On(playerId), rest => rest.Kick(MyParty, playerId));

        /// <summary>Lets another member lead. The leader's alone.</summary>
        public Task<DungeonParty> Promote(string playerId) => Ask("party.promote", On(playerId), rest => rest.Promote(MyParty, playerId));

        /// <summary>Lets nobody in. The leader's alone.</summary>
        public Task<DungeonParty> LockParty() => Ask("party.lock", new JsonFields(), rest => rest.LockParty(MyParty));

        /// <summary>The leader's alone.</summary>
        public Task<DungeonParty> UnlockParty() => Ask("party.unlock", new JsonFields(), rest => rest.UnlockParty(MyParty));

        /// <summary>Any member may; the invite is good for 10 minutes. Only the leader brings back whom was kicked.</summary>
        public Task<DungeonParty> Invite(string playerId) => Ask("party.invite", On(playerId), rest => rest.Invite(MyParty, playerId));

        /// <summary>Joins the party that <see cref="Invited"/> told of.</summary>
        public Task<DungeonParty> AcceptInvite(string partyId, PlayerInfo me = null) =>
            Ask("party.accept_invite", Me(me).Add("party_id", partyId), rest => rest.AcceptInvite(partyId, me ?? options.Player));

        public Task<DungeonParty> DeclineInvite(string partyId) =>
            Ask("party.decline_invite", new JsonFields().Add("party_id", partyId), rest => rest.DeclineInvite(partyId));

        /// <summary>Ends the party for all. The leader's alone.</summary>
        public Task<DungeonParty> DissolveParty() => Ask("party.dissolve", new JsonFields(), rest => rest.DissolveParty(MyParty));

        /// <summary>
        /// Starts the party's run, which waits until all are there and ready; <see cref="RunEntered"/> comes to every member. The leader's alone.
        /// </summary>
        /// <param name="force">Past members who are away or not ready.</param>
        /// <returns>The run's session_id.</returns>
        public async Task<string> StartRun(bool force = false)
        {
            if (GoesByRest) return (await Rest.StartSession(MyParty, force)).SessionId;
            return (await lobby.Ask("party.start", new JsonFields().Add("force", force)))["session_id"].Text;
        }

        /// <summary>For what REST has to be told. Rooms know it.</summary>
        private string MyParty => Party?.PartyId ?? throw new MusterException(ErrorKinds.NotMember, "the player is in no party");

        private bool GoesByRest => Rest != null && options.UsesRest && identity.PlayerId != null && Connection != MusterConnection.Online;

        private async Task<DungeonParty> Ask(string command, JsonFields fields, Func<MusterRest, Task<PartyAnswer>> byRest)
        {
            if (!GoesByRest) return PartyOf(await lobby.Ask(command, fields));
            var answer = await byRest(Rest);
            // Nothing else says so while there is no connection.
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
