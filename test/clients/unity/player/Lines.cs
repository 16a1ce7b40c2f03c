using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Colyseus;

namespace Muster.Tests
{
    /// <summary>The test at the other end of the pipes, a JSON object a line.</summary>
    internal sealed class Lines
    {
        private readonly Dictionary<int, TaskCompletionSource<object>> asked = new Dictionary<int, TaskCompletionSource<object>>();

        /// <summary>What the test wants done: a number to answer it by, a name and arguments.</summary>
        public event Action<int, string, Json> Called;

        public void Say(params object[] namesAndValues)
        {
            var fields = new Dictionary<string, object>();
            for (var i = 0; i < namesAndValues.Length; i += 2) fields[(string)namesAndValues[i]] = namesAndValues[i + 1];
            Console.Out.WriteLine(Plain.ToJson(fields));
            Console.Out.Flush();
        }

        public Task<object> Ask(string what, Dictionary<string, object> arguments)
        {
            var answer = new TaskCompletionSource<object>();
            asked[asked.Count] = answer;
            Say("ask", asked.Count - 1, "what", what, "arguments", arguments);
            return answer.Task;
        }

        /// <summary>Reads on a thread of its own until the test closes the pipe.</summary>
        public void ReadOn(MainThread main)
        {
            var reader = new Thread(() =>
            {
                for (var line = Console.In.ReadLine(); line != null; line = Console.In.ReadLine())
                {
                    var heard = Json.Parse(line);
                    main.Post(_ => Hear(heard), null);
                }
                main.Post(_ => main.End(), null);
            });
            reader.IsBackground = true;
            reader.Start();
        }

        private void Hear(Json line)
        {
            if (line.Has("answer")) Answered(asked[line["answer"].Int], line);
            else if (line.Has("room")) Wire.Tell(line["room"].Int, line["what"].Text, (IDictionary)AsMessagePack(line));
            else Called(line["call"].Int, line["name"].Text, line["arguments"]);
        }

        /// <summary>The SDK's own exceptions.</summary>
        private static void Answered(TaskCompletionSource<object> question, Json line)
        {
            if (line.Has("rejected")) question.SetException(new RequestError(AsMessagePack(line["rejected"]), line["faulted"].Bool));
            else if (line.Has("code")) question.SetException(new MatchMakeException(line["code"].Int, line["text"].Text));
            else if (line.Has("text")) question.SetException(new Exception(line["text"].Text));
            else question.SetResult(AsMessagePack(line["ok"]));
        }

        /// <summary>As the SDK reads what the server packs: a whole number is of the smallest type that holds it, and a double beyond 32 bits.</summary>
        private static object AsMessagePack(Json json)
        {
            if (json.IsNull) return null;
            if (json.IsObject) return json.Fields.ToDictionary(field => field.Key, field => AsMessagePack(field.Value));
            var text = json.ToString();
            if (text[0] == '[') return json.Items.Select(AsMessagePack).ToList();
            if (text[0] == '"') return json.Text;
            if (text[0] == 't' || text[0] == 'f') return json.Bool;
            return Smallest(json.Double);
        }

        private static object Smallest(double number)
        {
            if (number != Math.Floor(number) || number > uint.MaxValue || number < int.MinValue) return number;
            if (number >= 0) return number <= byte.MaxValue ? (byte)number : number <= ushort.MaxValue ? (ushort)number : (object)(uint)number;
            return number >= sbyte.MinValue ? (sbyte)number : number >= short.MinValue ? (short)number : (object)(int)number;
        }
    }
}
