using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Muster;

/// <summary>Takes commands as JSON objects, one per line, and prints one per line: answers, updates, and the pauses that it would have made.</summary>
internal static class Driver
{
    private static readonly TextWriter Out = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };

    public static int Main()
    {
        var lines = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
        for (var line = lines.ReadLine(); line != null; line = lines.ReadLine())
        {
            var asked = Json.Parse(line);
            Task.Run(() => Answer(asked));
        }
        return 0;
    }

    public static void Print(JsonFields fields)
    {
        var line = fields.ToJson().ToString();
        lock (Out) Out.Write(line + "\n");
    }

    /// <summary>Reports a pause and makes a much shorter one. While pauses are held, it lasts as long as they are.</summary>
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
