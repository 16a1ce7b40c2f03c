using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;
using Muster;

/// <summary>Named instances of MusterUpdates. A thread polls each, as a game does in every frame.</summary>
internal static class UpdatesCommands
{
    private static readonly ConcurrentDictionary<string, MusterUpdates> All = new ConcurrentDictionary<string, MusterUpdates>();

    public static async Task<Json> Do(string name, Json input)
    {
        if (name == "updates.open") return Open(input);
        var followed = All[input["name"].Text];
        switch (name)
        {
            case "updates.subscribe":
                return Json.Of(followed.Subscribe(TopicOf(input["topic"].Text)));
            case "updates.unsubscribe":
                return Json.Of(followed.Unsubscribe(TopicOf(input["topic"].Text)));
            case "updates.state":
                var state = new JsonFields().Add("connected", followed.IsConnected);
                state.Add("notice", followed.Notice?.Text);
                return state.Add("error", followed.Error?.Kind).Add("message", followed.Error?.Message).ToJson();
            case "updates.close":
                followed.Dispose();
                followed.Dispose();
                await followed.Ended;
                return Json.Null;
            default:
                throw new ArgumentException("there is no command " + name);
        }
    }

    private static Json Open(Json input)
    {
        var name = input["name"].Text;
        var followed = new MusterUpdates(input["url"].Text, input["token"].Text, input["player"].Text, Driver.Wait);
        All[name] = followed;
        var thread = new Thread(() => Poll(name, followed)) { IsBackground = true };
        thread.Start();
        return Json.Null;
    }

    private static void Poll(string name, MusterUpdates followed)
    {
        for (var isOver = false; !isOver; Thread.Sleep(2))
        {
            isOver = followed.Ended.IsCompleted;
            MusterUpdate update;
            while (followed.TryDequeue(out update)) Driver.Print(Line(name, update));
        }
    }

    public static JsonFields Line(string name, MusterUpdate update)
    {
        return new JsonFields()
            .Add("updates", name)
            .Add("kind", update.Kind.ToString())
            .Add("topic", update.Topic?.Name)
            .Add("seq", update.Seq)
            .Add("more", update.More)
            .Add("event", update.Event)
            .Add("at", update.At?.ToUnixTimeMilliseconds())
            .AddJson("data", update.DataJson)
            .Add("notice", update.Kind == UpdateKind.Notice ? Dump.Of(update.Notice) : null)
            .Add("error", update.Error == null ? null : Dump.Of(update.Error))
            .Add("value", update.Kind == UpdateKind.Snapshot || update.Kind == UpdateKind.Event ? ValueOf(update) : null);
    }

    private static Json ValueOf(MusterUpdate update)
    {
        switch (update.Topic.Kind)
        {
            case "board": return Dump.Of(update.ToBoard());
            case "world": return Dump.Of(update.ToWorld());
            case "lobby": return Dump.Of(update.ToLobby());
            case "party": return Dump.Of(update.ToParty());
            case "ticket": return Dump.Of(update.ToTicket());
            default: return Dump.Of(update.ToSession());
        }
    }

    public static Topic TopicOf(string name)
    {
        var colon = name.IndexOf(':');
        var id = name.Substring(colon + 1);
        switch (colon < 0 ? name : name.Substring(0, colon))
        {
            case "board": return Topic.Board;
            case "world": return Topic.World(int.Parse(id));
            case "lobby": return Topic.Lobby(id);
            case "party": return Topic.Party(id);
            case "ticket": return Topic.Ticket(id);
            default: return Topic.Session(id);
        }
    }
}
