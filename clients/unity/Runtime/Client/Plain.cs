using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace Muster
{
    /// <summary>
    /// Converts JSON to and from the types of the SDK's MessagePack: dictionaries, lists, strings, booleans, numbers and null. Nothing else is
    /// sent, because the server refuses a decimal, DateTime or Guid from the SDK. Answers are read as object, because the SDK
    /// never completes a request whose answer does not fit the requested type.
    /// </summary>
    internal static class Plain
    {
        public static object Of(Json json)
        {
            if (json.IsNull) return null;
            if (json.IsObject) return json.Fields.ToDictionary(field => field.Key, field => Of(field.Value));
            var text = json.ToString();
            switch (text[0])
            {
                case '[':
                    return json.Items.Select(Of).ToList();
                case '"':
                    return json.Text;
                case 't':
                case 'f':
                    return json.Bool;
                default:
                    return Number(json.Double);
            }
        }

        public static Json ToJson(object value)
        {
            if (value == null) return Json.Null;
            if (value is string text) return Json.Of(text);
            if (value is bool flag) return Json.Of(flag);
            if (value is IDictionary fields) return Json.Of(fields.Keys.Cast<string>().ToDictionary(name => name, name => ToJson(fields[name])));
            if (value is IEnumerable items) return Json.Of(items.Cast<object>().Select(ToJson).ToList());
            if (value is double || value is float) return Json.Of(Convert.ToDouble(value));
            return Json.Of(Convert.ToInt64(value));
        }

        /// <summary>Never a long: the SDK would send 64 bits, which JavaScript reads as a BigInt.</summary>
        private static object Number(double number)
        {
            if (number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue) return (int)number;
            return number;
        }
    }
}
