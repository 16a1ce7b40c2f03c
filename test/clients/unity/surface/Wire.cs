using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace Muster.Tests
{
    /// <summary>Connects the SDK's surface with the test. Each player has its own, on its main thread; code that is only compiled has none.</summary>
    public static class Wire
    {
        [ThreadStatic] private static List<Action<string, IDictionary>> listeners;

        /// <summary>Asks the test for something, by name, with arguments.</summary>
        [ThreadStatic] public static Func<string, Dictionary<string, object>, Task<object>> Door;

        public static Task<object> Ask(string what, Dictionary<string, object> arguments) => Door(what, arguments);

        /// <summary>Returns the number that identifies the room to the test.</summary>
        public static int Listen(Action<string, IDictionary> listener)
        {
            if (listeners == null) listeners = new List<Action<string, IDictionary>>();
            listeners.Add(listener);
            return listeners.Count - 1;
        }

        public static void Tell(int room, string what, IDictionary said) => listeners[room](what, said);

        /// <summary>
        /// Throws for values that JavaScript would not read as they are: a long, which the SDK packs as 64 bits, and decimal, DateTime and Guid, which
        /// the server refuses.
        /// </summary>
        public static object Sendable(object message)
        {
            if (message is IDictionary fields) foreach (var value in fields.Values) Sendable(value);
            else if (message is IEnumerable items && !(message is string)) foreach (var item in items) Sendable(item);
            else if (!(message == null || message is string || message is bool || message is int || message is float || message is double))
                throw new NotSupportedException("a " + message.GetType().Name + " would not arrive as it is");
            return message;
        }

        /// <summary>Fills an object's public fields by name, as the SDK does.</summary>
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
