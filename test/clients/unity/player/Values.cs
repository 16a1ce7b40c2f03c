using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Colyseus.Schema;
using Type = System.Type;

namespace Muster.Tests
{
    /// <summary>Converts arguments from the test, and answers and states for it, by their C# names.</summary>
    internal static class Values
    {
        public static object[] ArgumentsOf(MethodInfo method, Json given)
        {
            return method.GetParameters().Select(parameter => given.Has(parameter.Name) ? Of(parameter.ParameterType, given[parameter.Name]) : parameter.DefaultValue).ToArray();
        }

        public static object Plain(object value)
        {
            if (value == null || value is string || value is bool) return value;
            if (value is Enum) return value.ToString();
            if (value is IConvertible) return Convert.ToDouble(value);
            if (value is DateTimeOffset time) return (double)time.ToUnixTimeMilliseconds();
            if (value is Watched.IMap map) return Plain(map.Items);
            if (value is IDictionary fields) return fields.Keys.Cast<string>().ToDictionary(name => name, name => Plain(fields[name]));
            if (value is IEnumerable items) return items.Cast<object>().Select(Plain).ToList();
            return value.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance).ToDictionary(field => field.Name, field => Plain(field.GetValue(value)));
        }

        private static object Of(Type type, Json json)
        {
            if (json.IsNull) return null;
            type = Nullable.GetUnderlyingType(type) ?? type;
            if (type == typeof(string)) return json.Text;
            if (type == typeof(bool)) return json.Bool;
            if (type.IsPrimitive) return Convert.ChangeType(json.Double, type);
            var filled = Activator.CreateInstance(type);
            if (filled is IList list)
            {
                foreach (var item in json.Items) list.Add(Of(type.GetGenericArguments()[0], item));
                return list;
            }
            if (filled is IDictionary dictionary)
            {
                foreach (var entry in json.Fields) dictionary.Add(entry.Key, Of(type.GetGenericArguments()[1], entry.Value));
                return dictionary;
            }
            foreach (var field in json.Fields) type.GetField(field.Key).SetValue(filled, Of(type.GetField(field.Key).FieldType, field.Value));
            return filled;
        }
    }
}
