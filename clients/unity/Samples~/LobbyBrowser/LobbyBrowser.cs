using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Muster;
using Muster.Schema;
using UnityEngine;

/// <summary>
/// A lobby on one screen: drop this on an empty GameObject and press play. It lists, creates and joins public parties, and plays a simple run
/// with buttons. Copy the parts that your own screens need.
/// </summary>
public sealed class LobbyBrowser : MonoBehaviour
{
    [SerializeField] private string endpoint = "ws://localhost:2567";
    [SerializeField] private string playerName = "Player";

    private MusterClient muster;
    private string joinCode = "";
    private string news = "";
    private bool isBusy;

    private async void Start()
    {
        muster = new MusterClient(endpoint, new MusterOptions { Player = new PlayerInfo { Name = playerName } });
        muster.SignedInAnew += playerId => Say("You are a new player, " + playerId);
        muster.PartyChanged += (party, reason) => { if (party == null && reason != null) Say("You are no longer in the party: " + reason); };
        muster.Invited += invite => Say(invite.By + " invites you to " + invite.Name);
        muster.RunEntered += run => run.Ended += end => Say("The run is over: " + end);
        muster.Failed += error => Say(TextOf(error));
        await Do(muster.Connect);
    }

    private async void OnDestroy()
    {
        // Without this the client stays connected in the editor after play mode.
        if (muster != null) await muster.Disconnect();
    }

    private void OnGUI()
    {
        if (muster == null) return;
        GUILayout.BeginArea(new Rect(20, 20, 480, Screen.height - 40));
        GUILayout.Label(muster.Connection + (isBusy ? " …" : ""));
        if (muster.Notice != null) GUILayout.Label("Notice: " + muster.Notice.Text);
        GUILayout.Label(news);
        GUI.enabled = !isBusy;
        if (muster.Connection == MusterConnection.Offline) Button("Connect", muster.Connect);
        else if (muster.Ticket != null) ShowTicket(muster.Ticket);
        else if (muster.Run != null) ShowRun(muster.Run);
        else if (muster.Party != null) ShowParty(muster.Party);
        else if (muster.Lobby != null) ShowLobby(muster.Lobby);
        GUI.enabled = true;
        GUILayout.EndArea();
    }

    private void ShowLobby(LobbyState lobby)
    {
        Button("Create a party", () => muster.CreateParty(new PartySettings { Name = playerName + "'s party", MaxPlayers = 4 }));
        Button("Quick join", () => muster.QuickJoin());
        Button("Find me a group", FindGroup);
        GUILayout.BeginHorizontal();
        joinCode = GUILayout.TextField(joinCode, 6);
        Button("Join by code", () => muster.JoinByCode(joinCode));
        GUILayout.EndHorizontal();
        foreach (string id in lobby.parties.Keys)
        {
            var party = lobby.parties[id];
            GUILayout.BeginHorizontal();
            GUILayout.Label(party.name + ": " + party.player_count + " of " + party.max_players + (party.locked ? ", locked" : ""));
            Button("Join", () => muster.JoinParty(party.party_id));
            GUILayout.EndHorizontal();
        }
        if (lobby.more > 0) GUILayout.Label("and " + lobby.more + " more: use quick join or a code");
    }

    private Task FindGroup() => muster.FindGroup(new GroupSearch
    {
        PlayersMin = 2,
        PlayersMax = 4,
        Regions = new List<RegionWish> { new RegionWish { Region = "eu-west" }, new RegionWish { Region = "eu-central", AfterSeconds = 30 } },
        GivesWay = new Dictionary<string, int> { ["regions"] = 60 },
    });

    /// <summary>The run begins once all have accepted: MusterClient enters it.</summary>
    private void ShowTicket(Ticket ticket)
    {
        if (ticket.Queue != null) GUILayout.Label("Place " + ticket.Queue.Place + ": " + ticket.Queue.Text);
        if (ticket.Match == null) Button("Stop", muster.StopFinding);
        else
        {
            GUILayout.Label("A group of " + ticket.Match.Players + " is there, " + ticket.Match.Accepted + " have accepted");
            Button("Accept", muster.AcceptMatch);
            Button("Decline", muster.DeclineMatch);
        }
    }

    private void ShowParty(DungeonParty party)
    {
        GUILayout.Label(party.Name + ", code " + party.JoinCode);
        foreach (var member in party.Members)
        {
            var leads = member.PlayerId == party.LeaderId;
            GUILayout.Label(member.Name + (leads ? ", leads" : member.Ready ? ", ready" : "") + (member.Connected ? "" : ", away"));
        }
        if (party.LeaderId == muster.PlayerId) Button("Find more players", FindGroup);
        if (party.LeaderId == muster.PlayerId) Button(party.CanStart ? "Start" : "Start anyway", () => muster.StartRun(force: true));
        else Button("Ready", () => muster.SetReady());
        Button("Leave", muster.LeaveParty);
    }

    private void ShowRun(MusterRun run)
    {
        var state = run.State;
        if (state == null) return;
        GUILayout.Label("Run " + state.status + ", floor " + state.current_floor + ", seed " + state.seed);
        if (state.leader_id != muster.PlayerId) return;
        if (state.status == "waiting") Button("Do not wait for others", run.Start);
        Button("Next floor", () => run.ReportProgress(new SessionProgress { CurrentFloor = state.current_floor + 1 }));
        Button("Finish", () => run.Complete("completed", "{\"gold\":12}"));
    }

    private void Button(string text, Func<Task> action)
    {
        if (GUILayout.Button(text)) _ = Do(action);
    }

    /// <summary>Runs one action at a time, and shows its error.</summary>
    private async Task Do(Func<Task> action)
    {
        isBusy = true;
        try
        {
            await action();
            news = "";
        }
        catch (MusterException e)
        {
            Say(TextOf(e));
        }
        finally
        {
            isBusy = false;
        }
    }

    /// <summary>Texts for players, in place of the server's own sentences.</summary>
    private static readonly Dictionary<string, string> Texts = new Dictionary<string, string>
    {
        [ErrorKinds.Unreachable] = "The server cannot be reached. Are you online?",
        [ErrorKinds.ShuttingDown] = "The server is restarting. Try again in a moment.",
        [ErrorKinds.JoinCodeUnknown] = "No party has this code.",
        [ErrorKinds.PartyFull] = "The party is full.",
        [ErrorKinds.Banned] = "You were kicked from this party.",
    };

    private static string TextOf(MusterException error) => Texts.TryGetValue(error.Kind, out var text) ? text : error.Message;

    private void Say(string text)
    {
        news = text;
    }
}
