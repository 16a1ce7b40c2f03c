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
