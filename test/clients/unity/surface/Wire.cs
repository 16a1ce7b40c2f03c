using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace Muster.Tests
{
    /// <summary>What the SDK's surface asks of the test, and hears from it. A program that plays sets the door; who only compiles has none.</summary>
    public static class Wire
    {
        private static readonly Dictionary<int, Action<string, IDictionary>> Listeners = new Dictionary<int, Action<string, IDictionary>>();

        public static Func<string, Dictionary<string, object>, Task<object>> Door;

        public static Task<object> Ask(string what, Dictionary<string, object> arguments) => Door(what, arguments);

        /// <summary>The number by which the test names the room from now on.</summary>
        public static int Listen(Action<string, IDictionary> listener)
        {
            Listeners[Listeners.Count] = listener;
            return Listeners.Count - 1;
        }

        public static void Tell(int room, string what, IDictionary said) => Listeners[room](what, said);

        /// <summary>
        /// What the SDK sends as JavaScript reads it: not a long, which it packs as 64 bits, and not decimal, DateTime or Guid, for which the server closes
        /// the connection.
        /// </summary>
        public static object Sendable(object message)
        {
            if (message is IDictionary fields) foreach (var value in fields.Values) Sendable(value);
            else if (message is IEnumerable items && !(message is string)) foreach (var item in items) Sendable(item);
            else if (!(message == null || message is string || message is bool || message is int || message is float || message is double))
                throw new NotSupportedException("a " + message.GetType().Name + " would not arrive as it is");
            return message;
        }

        /// <summary>As the SDK fills objects: public fields by their names.</summary>
        public static T Fill<T>(IDictionary values)
        {
            if (typeof(IDictionary).IsAssignableFrom(typeof(T))) return (T)values;
            var filled = Activator.CreateInstance<T>();
            foreach (var field in typeof(T).GetFields()) if (values.Contains(field.Name)) field.SetValue(filled, values[field.Name]);
            return filled;
        }

        public static Dictionary<string, object> FieldsOf(object source) =>
            source.GetType().GetFields().Where(field => field.GetValue(source) != null).ToDictionary(field => field.Name, field => field.GetValue(source));
    }
}
