using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Muster
{
    /// <summary>Writes compact JSON.</summary>
    internal sealed class JsonWriter
    {
        private readonly StringBuilder text = new StringBuilder();

        public JsonWriter Write(Json value)
        {
            value.WriteTo(this);
            return this;
        }

        public void Raw(string json)
        {
            text.Append(json);
        }

        public void Text(string value)
        {
            text.Append('"');
            for (var i = 0; i < value.Length; i++) Append(value[i], IsHalf(value, i));
            text.Append('"');
        }

        public void List(List<Json> items)
        {
            text.Append('[');
            for (var i = 0; i < items.Count; i++)
            {
                if (i > 0) text.Append(',');
                Write(items[i]);
            }
            text.Append(']');
        }

        public void Object(Dictionary<string, Json> fields)
        {
            text.Append('{');
            var isFirst = true;
            foreach (var field in fields)
            {
                if (!isFirst) text.Append(',');
                isFirst = false;
                Text(field.Key);
                text.Append(':');
                Write(field.Value);
            }
            text.Append('}');
        }

        public override string ToString() => text.ToString();

        private void Append(char unit, bool isHalf)
        {
            if (unit == '"' || unit == '\\') text.Append('\\').Append(unit);
            else if (unit < ' ' || isHalf) text.Append("\\u").Append(((int)unit).ToString("x4", CultureInfo.InvariantCulture));
            else text.Append(unit);
        }

        /// <summary>An unpaired surrogate has no UTF-8 encoding, so it must be escaped.</summary>
        private static bool IsHalf(string value, int i)
        {
            if (char.IsHighSurrogate(value[i])) return i + 1 == value.Length || !char.IsLowSurrogate(value[i + 1]);
            return char.IsLowSurrogate(value[i]) && (i == 0 || !char.IsHighSurrogate(value[i - 1]));
        }
    }
}
