using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Muster;

/// <summary>Does what it is told by lines of JSON, and prints lines of JSON: what came of it, and how long it would have waited.</summary>
internal static class Driver
{
    private static readonly TextWriter Out = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };

    public static int Main()
    {
        var under = new List<Task>();
        var lines = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
        for (var line = lines.ReadLine(); line != null; line = lines.ReadLine())
        {
            var asked = Json.Parse(line);
            under.Add(Task.Run(() => Answer(asked)));
        }
        Task.WaitAll(under.ToArray());
        return 0;
    }

    public static void Print(JsonFields fields)
    {
        // Node takes U+2028 and U+2029 for ends of lines, too.
        var line = fields.ToJson().ToString().Replace("\u2028", "\\u2028").Replace("\u2029", "\\u2029");
        lock (Out) Out.WriteLine(line);
    }

    /// <summary>For tests, which only want to know how long it would be. Where waits are held, it is as long as they are.</summary>
    public static async Task Wait(TimeSpan pause, CancellationToken cancel)
    {
        Print(new JsonFields().Add("pause", pause.TotalSeconds));
        await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(20, pause.TotalMilliseconds)), cancel);
        while (WaitsAreHeld) await Task.Delay(2, cancel);
    }

    public static volatile bool WaitsAreHeld;

    private static async Task Answer(Json asked)
    {
        var answer = new JsonFields().Add("id", asked["id"].Long);
        try
        {
            Print(answer.Add("answer", await Do(asked)));
        }
        catch (MusterException e)
        {
            Print(answer.Add("error", Dump.Of(e)));
        }
        catch (Exception e)
        {
            Print(answer.Add("thrown", e.GetType().Name + ": " + e.Message));
        }
    }

    private static Task<Json> Do(Json asked)
    {
        var name = asked["do"].Text;
        if (name.StartsWith("updates.")) return UpdatesCommands.Do(name, asked["input"]);
        if (name.StartsWith("local.")) return Task.FromResult(LocalCommands.Do(name, asked["input"]));
        return new RestCommands(asked).Do(name, asked["input"]);
    }
}
