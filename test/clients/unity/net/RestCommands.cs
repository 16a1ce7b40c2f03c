using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Muster;

/// <summary>Calls MusterRest as one player: a guest with a token, a bare name, or nobody.</summary>
internal sealed class RestCommands
{
    private static readonly Dictionary<string, MusterRest> Clients = new Dictionary<string, MusterRest>();

    private readonly MusterRest rest;

    public RestCommands(Json asked)
    {
        var key = asked["url"].Text + " " + asked["token"].Text + " " + asked["player"].Text;
        lock (Clients)
        {
            if (Clients.TryGetValue(key, out rest)) return;
            rest = new MusterRest(asked["url"].Text, asked["token"].Text, Driver.Wait) { PlayerId = asked["player"].Text };
            Clients[key] = rest;
        }
    }

    /// <summary>For the next test file: the next server may have the same address.</summary>
    public static void Reset()
    {
        lock (Clients)
        {
            foreach (var client in Clients.Values) client.Dispose();
            Clients.Clear();
        }
    }

    public async Task<Json> Do(string name, Json input)
    {
        if (!input["try_timeout_ms"].IsNull) rest.TryTimeout = TimeSpan.FromMilliseconds(input["try_timeout_ms"].Long);
        using (var cancel = new CancellationTokenSource())
        {
            if (!input["cancel_after_ms"].IsNull) cancel.CancelAfter((int)input["cancel_after_ms"].Long);
            return await Call(name, input, cancel.Token);
        }
    }

    private async Task<Json> Call(string name, Json i, CancellationToken cancel)
    {
        var id = i["party_id"].Text ?? i["session_id"].Text ?? i["ticket_id"].Text;
        var target = i["target_id"].Text;
        var version = i["if_version"].LongOrNull;
        switch (name)
        {
            case "guest": return Dump.Of(await rest.SignInAsGuest(cancel));
            case "dispose": rest.Dispose(); return Json.Null;
            case "party.create": return Dump.Of(await rest.CreateParty(Settings(i), Me(i), i["lobby"].Text, cancel));
            case "party.list": return Dump.Of(await rest.ListParties(Filter(i), cancel));
            case "party.get": return Dump.Of(await rest.GetParty(id, cancel));
            case "party.update": return Dump.Of(await rest.UpdateParty(id, Settings(i), version, cancel));
            case "party.dissolve": return Dump.Of(await rest.DissolveParty(id, version, cancel));
            case "party.join": return Dump.Of(await rest.JoinParty(id, i["password"].Text, Me(i), version, cancel));
            case "party.join_by_code": return Dump.Of(await rest.JoinByCode(i["code"].Text, i["password"].Text, Me(i), i["lobby"].Text, cancel));
            case "party.quick_join": return Dump.Of(await rest.QuickJoin(Settings(i), Me(i), i["lobby"].Text, cancel));
            case "party.leave": return Dump.Of(await rest.LeaveParty(id, version, cancel));
            case "party.ready": return Dump.Of(await rest.SetReady(id, Flag(i["ready"]) ?? true, Me(i), version, cancel));
            case "party.kick": return Dump.Of(await rest.Kick(id, target, version, cancel));
            case "party.promote": return Dump.Of(await rest.Promote(id, target, version, cancel));
            case "party.heartbeat": return Dump.Of(await rest.SendHeartbeat(id, cancel));
            case "party.lock": return Dump.Of(await rest.LockParty(id, version, cancel));
            case "party.unlock": return Dump.Of(await rest.UnlockParty(id, version, cancel));
            case "party.invite": return Dump.Of(await rest.Invite(id, target, version, cancel));
            case "party.accept_invite": return Dump.Of(await rest.AcceptInvite(id, Me(i), version, cancel));
            case "party.decline_invite": return Dump.Of(await rest.DeclineInvite(id, version, cancel));
            case "party.request": return Dump.Of(await rest.RequestToJoin(id, i["message"].Text, Me(i), version, cancel));
            case "party.withdraw_request": return Dump.Of(await rest.WithdrawRequest(id, version, cancel));
            case "party.get_request": return Dump.Of(await rest.GetJoinRequest(id, i["wait"].IntOrNull ?? 0, cancel));
            case "party.accept_request": return Dump.Of(await rest.AcceptRequest(id, target, version, cancel));
            case "party.decline_request": return Dump.Of(await rest.DeclineRequest(id, target, version, cancel));
            case "party.start": return Dump.Of(await rest.StartSession(id, Flag(i["force"]) ?? false, version, cancel));
            case "lobby.list": return Dump.Of(await rest.ListLobbies(cancel));
            case "notice.get": return Dump.Of(await rest.GetNotice(cancel));
            case "session.list": return Dump.Of(await rest.ListSessions(i["status"].Text, i["game_type"].Text, i["limit"].IntOrNull, i["cursor"].Text, cancel));
            case "session.get": return Dump.Of(await rest.GetSession(id, cancel));
            case "session.join": return Dump.Of(await rest.JoinSession(id, version, cancel));
            case "session.leave": return Dump.Of(await rest.LeaveSession(id, version, cancel));
            case "session.ready": return Dump.Of(await rest.SetReadyInSession(id, Flag(i["ready"]) ?? true, version, cancel));
            case "session.start": return Dump.Of(await rest.ForceSession(id, version, cancel));
            case "session.progress": return Dump.Of(await rest.ReportProgress(id, Progress(i), version, cancel));
            case "session.player_data": return Dump.Of(await rest.SetPlayerData(id, i["player_data"].TextOfJson, version, cancel));
            case "session.complete": return Dump.Of(await rest.CompleteSession(id, i["outcome"].Text, i["result"].TextOfJson, version, cancel));
            case "queue.join": return Dump.Of(await rest.FindGroup(Search(i), Me(i), i["lobby"].Text, cancel));
            case "queue.get": return Dump.Of(await rest.GetTicket(id, i["wait"].IntOrNull ?? 0, i["version"].LongOrNull, cancel));
            case "queue.leave": return Dump.Of(await rest.StopFinding(id, cancel));
            case "queue.accept": return Dump.Of(await rest.AcceptMatch(id, i["match_id"].Text, cancel));
            case "queue.decline": return Dump.Of(await rest.DeclineMatch(id, i["match_id"].Text, cancel));
            case "drops.report": return Dump.Of(await rest.ReportDrop(Report(i), cancel));
            case "drops.batch": return Dump.Of(await rest.ReportDrops(i["reports"].List(Report), cancel));
            case "drops.parties": return Dump.Of(await rest.ListDropParties(i["world"].IntOrNull, i["min_value"].LongOrNull, i["min_confirmed"].LongOrNull, i["sort"].Text, i["limit"].IntOrNull, i["cursor"].Text, cancel));
            case "drops.history": return Dump.Of(await rest.ListEndedDropParties(History(i), cancel));
            case "drops.party": return Dump.Of(await rest.GetDropParty(i["id"].Long, i["limit"].IntOrNull, i["cursor"].Text, cancel));
            case "drops.world": return Dump.Of(await rest.GetWorld(i["world"].Int, cancel));
            default: throw new ArgumentException("there is no command " + name);
        }
    }

    private static bool? Flag(Json flag)
    {
        return flag.IsNull ? (bool?)null : flag.Bool;
    }

    /// <summary>JSON's null clears a value, for which the C# API has "".</summary>
    private static string Clearable(Json input, string name)
    {
        return input.Has(name) ? input[name].Text ?? "" : null;
    }

    private static PartySettings Settings(Json i)
    {
        return new PartySettings
        {
            Name = i["name"].Text,
            MaxPlayers = i["max_players"].IntOrNull,
            GameType = i["game_type"].Text,
            Difficulty = i["difficulty"].Text,
            Region = i["region"].Text,
            Privacy = i["privacy"].Text,
            Password = Clearable(i, "password"),
            Locked = Flag(i["locked"]),
            DataJson = i["data_text"].Text ?? i["data"].TextOfJson,
        };
    }

    private static PlayerInfo Me(Json i)
    {
        return new PlayerInfo { Name = i["player_name"].Text, Class = Clearable(i, "class"), DataJson = i["player_data"].TextOfJson };
    }

    private static GroupSearch Search(Json i)
    {
        return new GroupSearch
        {
            GameType = i["game_type"].Text,
            Difficulties = i["difficulties"].Texts,
            Regions = i["regions"].List(region => new RegionWish
            {
                Region = region["region"].Text,
                LatencyMs = region["latency_ms"].IntOrNull,
                AfterSeconds = region["after_s"].IntOrNull,
            }),
            PlayersMin = i["players_min"].IntOrNull,
            PlayersMax = i["players_max"].IntOrNull,
            Teams = i["teams"].IntOrNull,
            Roles = i["roles"].List(role => new RoleWish { Class = role["class"].Text, Min = role["min"].IntOrNull, Max = role["max"].IntOrNull }),
            Rating = i["rating"].DoubleOrNull,
            RatingRange = i["rating_range"].DoubleOrNull,
            RatingWidening = i["rating_widening"].DoubleOrNull,
            Language = i["language"].Text,
            Tags = i["tags"].Texts,
            TagsMust = i["tags_must"].Texts,
            TagsMustNot = i["tags_must_not"].Texts,
            GivesWay = i["gives_way"].Fields.ToDictionary(wish => wish.Key, wish => wish.Value.Int),
        };
    }

    private static PartyFilter Filter(Json i)
    {
        return new PartyFilter
        {
            Lobby = i["lobby"].Text,
            GameType = i["game_type"].Text,
            Difficulty = i["difficulty"].Text,
            Region = i["region"].Text,
            HasRoom = Flag(i["has_room"]),
            PlayersMin = i["players_min"].IntOrNull,
            PlayersMax = i["players_max"].IntOrNull,
            NamePrefix = i["name_prefix"].Text,
            Data = i["data"].Fields.ToDictionary(field => field.Key, field => field.Value.Text),
            Sort = i["sort"].Text,
            Limit = i["limit"].IntOrNull,
            Cursor = i["cursor"].Text,
        };
    }

    private static HistoryFilter History(Json i)
    {
        return new HistoryFilter
        {
            From = i["from"].TimeOrNull,
            To = i["to"].TimeOrNull,
            World = i["world"].IntOrNull,
            Limit = i["limit"].IntOrNull,
            Cursor = i["cursor"].Text,
        };
    }

    private static SessionProgress Progress(Json i)
    {
        var at = i["current_position"];
        return new SessionProgress
        {
            CurrentFloor = i["current_floor"].IntOrNull,
            CurrentPosition = at.IsNull ? (Position?)null : new Position(at["x"].Double, at["y"].Double),
            ProgressJson = i["progress"].TextOfJson,
        };
    }

    private static DropReport Report(Json i)
    {
        return new DropReport
        {
            World = i["world"].Int,
            WorldType = i["world_type"].Text,
            ItemId = i["item_id"].Int,
            ItemName = i["item_name"].Text,
            Quantity = i["quantity"].Int,
            Value = i["value"].Long,
            Reporter = i["reporter"].Text,
            Plane = i["plane"].IntOrNull,
            X = i["x"].IntOrNull,
            Y = i["y"].IntOrNull,
            Tick = i["tick"].IntOrNull,
            DespawnsIn = i["despawns_in"].IntOrNull,
            PublicIn = i["public_in"].IntOrNull,
            SeenAt = i["seen_at"].TimeOrNull,
        };
    }
}
