using System;
using System.Collections.Generic;
using System.Linq;
using Muster;

/// <summary>Commands that need no server: reading JSON, reading it into classes, and applying events.</summary>
internal static class LocalCommands
{
    private static readonly Dictionary<string, Func<Json, object>> Readers = new Dictionary<string, Func<Json, object>>
    {
        { "DungeonParty", DungeonParty.Read },
        { "DungeonPartyPage", DungeonPartyPage.Read },
        { "PartyAnswer", PartyAnswer.Read },
        { "StartAnswer", StartAnswer.Read },
        { "JoinRequestAnswer", JoinRequestAnswer.Read },
        { "HeartbeatAnswer", HeartbeatAnswer.Read },
        { "ListedLobby", ListedLobby.Read },
        { "Ticket", Ticket.Read },
        { "Notice", Notice.Read },
        { "Guest", Guest.Read },
        { "ListedSession", ListedSession.Read },
        { "SessionPage", SessionPage.Read },
        { "DungeonSession", DungeonSession.Read },
        { "DropParty", DropParty.Read },
        { "DropPartyList", DropPartyList.Read },
        { "DropPartyPage", DropPartyPage.Read },
        { "DropPartyHistory", DropPartyHistory.Read },
        { "WorldPage", WorldPage.Read },
        { "WorldNow", WorldNow.Read },
        { "DropAnswer", DropAnswer.Read },
        { "Fault", Fault.Read },
    };

    public static Json Do(string name, Json input)
    {
        switch (name)
        {
            case "local.parse":
                return Json.Of(input.Items.Select(Parsed).ToList());
            case "local.read":
                return Dump.Of(Readers[input["class"].Text](input["json"]));
            case "local.fold":
                return Json.Of(input.Items.Select(Folded).ToList());
            case "local.hold_waits":
                Driver.WaitsAreHeld = input["hold"].Bool;
                return Json.Null;
            case "local.reset":
                Driver.WaitsAreHeld = false;
                RestCommands.Reset();
                return Json.Null;
            case "local.queue":
                return Queued(input);
            case "local.kinds":
                return Json.Of(typeof(ErrorKinds).GetFields().ToDictionary(field => field.Name, field => Json.Of((string)field.GetValue(null))));
            default:
                throw new ArgumentException("there is no command " + name);
        }
    }

    /// <summary>The text, parsed and written again; null where it is not JSON.</summary>
    private static Json Parsed(Json text)
    {
        try
        {
            return Json.Of(Json.Parse(text.Text).ToString());
        }
        catch (FormatException)
        {
            return Json.Null;
        }
    }

    private static Json Folded(Json step)
    {
        return TopicFold.Apply(step["topic"].Text, step["had"], step["event"].Text, step["data"]);
    }

    /// <summary>The updates that are dequeued after steps of subscribing, unsubscribing and receiving frames. A step with "answer" answers the last frame sent.</summary>
    private static Json Queued(Json steps)
    {
        var subscriptions = new Subscriptions();
        var asked = Json.Null;
        foreach (var step in steps.Items)
        {
            if (step.Has("subscribe")) subscriptions.Add(UpdatesCommands.TopicOf(step["subscribe"].Text));
            else if (step.Has("unsubscribe")) subscriptions.Remove(UpdatesCommands.TopicOf(step["unsubscribe"].Text));
            else subscriptions.Hear(step.Has("answer") ? step.With("ref", asked["ref"]) : step);
            for (var next = subscriptions.NextFrame(); next != null; next = subscriptions.NextFrame()) asked = next;
        }
        var updates = new List<Json>();
        while (subscriptions.TryDequeue(out var update)) updates.Add(UpdatesCommands.Line("local", update).ToJson());
        return Json.Of(updates);
    }
}
