using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Colyseus;

namespace Muster.Tests
{
    /// <summary>The test that plays one player, at the other end of the pipes.</summary>
    internal sealed class Lines
    {
        private readonly Dictionary<int, TaskCompletionSource<object>> asked = new Dictionary<int, TaskCompletionSource<object>>();
        private readonly int player;

        public Lines(int player)
        {
            this.player = player;
        }

        /// <summary>The test calls a method: the id of the answer, the method's name and its arguments.</summary>
        public event Action<int, string, Json> Called;

        /// <summary>Names and values, alternating.</summary>
        public void Say(params object[] namesAndValues)
        {
            var fields = new Dictionary<string, object> { ["player"] = player };
            for (var i = 0; i < namesAndValues.Length; i += 2) fields[(string)namesAndValues[i]] = namesAndValues[i + 1];
            Host.Print(Plain.ToJson(fields));
        }

        public Task<object> Ask(string what, Dictionary<string, object> arguments)
        {
            var answer = new TaskCompletionSource<object>();
            asked[asked.Count] = answer;
            Say("ask", asked.Count - 1, "what", what, "arguments", arguments);
            return answer.Task;
        }

        /// <summary>To be called on the player's main thread.</summary>
        public void Hear(Json line)
        {
            if (line.Has("answer")) Answered(asked[line["answer"].Int], line);
            else if (line.Has("room")) Wire.Tell(line["room"].Int, line["what"].Text, (IDictionary)AsMessagePack(line));
            else Called(line["id"].Int, line["name"].Text, line["arguments"]);
        }

        /// <summary>With the exceptions that the SDK throws.</summary>
        private static void Answered(TaskCompletionSource<object> question, Json line)
        {
            if (line.Has("rejected")) question.SetException(new RequestError(AsMessagePack(line["rejected"]), line["faulted"].Bool));
            else if (line.Has("code")) question.SetException(new MatchMakeException(line["code"].Int, line["text"].Text));
            else if (line.Has("text")) question.SetException(new Exception(line["text"].Text));
            else question.SetResult(AsMessagePack(line["ok"]));
        }

        /// <summary>Values as the SDK reads MessagePack: a whole number has the smallest type that holds it, and is a double beyond 32 bits.</summary>
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
