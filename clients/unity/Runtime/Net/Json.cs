using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Muster
{
    /// <summary>
    /// An immutable JSON value, which threads may share. It does not use reflection, so it works with code stripping and IL2CPP.
    /// </summary>
    internal sealed class Json
    {
        public static readonly Json Null = new Json(null);

        private static readonly Dictionary<string, Json> NoFields = new Dictionary<string, Json>();
        private static readonly List<Json> NoItems = new List<Json>();

        // null, bool, string, Number, List<Json> or Dictionary<string, Json>.
        private readonly object value;

        private Json(object value)
        {
            this.value = value;
        }

        public static Json Of(string text) => text == null ? Null : new Json(text);

        public static Json Of(bool flag) => new Json(flag);

        public static Json Of(long number) => OfNumber(number.ToString(CultureInfo.InvariantCulture));

        /// <summary>With "R", because some runtimes round without it.</summary>
        public static Json Of(double number) => OfNumber(number.ToString("R", CultureInfo.InvariantCulture));

        public static Json Of(List<Json> items) => new Json(items);

        public static Json Of(Dictionary<string, Json> fields) => new Json(fields);

        /// <summary>Keeps the digits as JSON has them, so that no precision is lost, whatever type the number is read as.</summary>
        public static Json OfNumber(string digits) => new Json(new Number(digits));

        /// <summary>Throws FormatException if the text is not JSON.</summary>
        public static Json Parse(string text) => new JsonReader(text).ReadAll();

        public bool IsNull => value == null;

        public bool IsObject => value is Dictionary<string, Json>;

        /// <summary>A field of an object; Null if there is none, as for fields that the server does not send.</summary>
        public Json this[string name] => Fields.TryGetValue(name, out var field) ? field : Null;

        public bool Has(string name) => Fields.ContainsKey(name);

        public IReadOnlyDictionary<string, Json> Fields => IsNull ? NoFields : As<Dictionary<string, Json>>("an object");

        public IReadOnlyList<Json> Items => IsNull ? NoItems : As<List<Json>>("a list");

        public string Text => IsNull ? null : As<string>("text");

        public bool Bool => !IsNull && (value is bool flag ? flag : throw Not("true or false"));

        /// <summary>A number beyond the range of a long becomes the nearest long.</summary>
        public long Long => IsNull ? 0 : As<Number>("a number").ToLong(this);

        public long? LongOrNull => IsNull ? (long?)null : Long;

        public int Int => (int)Math.Max(int.MinValue, Math.Min(int.MaxValue, Long));

        public int? IntOrNull => IsNull ? (int?)null : Int;

        public double Double => IsNull ? 0 : As<Number>("a number").ToDouble(this);

        public double? DoubleOrNull => IsNull ? (double?)null : Double;

        /// <summary>From ISO 8601, as in REST, or from epoch milliseconds, as in /updates and rooms. In UTC.</summary>
        public DateTimeOffset Time => value is string ? TimeOfText() : DateTimeOffset.FromUnixTimeMilliseconds(Long);

        public DateTimeOffset? TimeOrNull => IsNull ? (DateTimeOffset?)null : Time;

        /// <summary>The value as JSON text; null if there is none.</summary>
        public string TextOfJson => IsNull ? null : ToString();

        public List<T> List<T>(Func<Json, T> read) => Items.Select(read).ToList();

        public List<string> Texts => List(item => item.Text);

        /// <summary>A copy of this object, with the fields of another replacing its own.</summary>
        public Json With(Json over)
        {
            var fields = Fields.ToDictionary(field => field.Key, field => field.Value);
            foreach (var field in over.Fields) fields[field.Key] = field.Value;
            return Of(fields);
        }

        /// <summary>A copy of this object with one field replaced.</summary>
        public Json With(string name, Json value) => With(Of(new Dictionary<string, Json> { { name, value } }));

        /// <summary>As JSON.</summary>
        public override string ToString() => new JsonWriter().Write(this).ToString();

        public void WriteTo(JsonWriter writer)
        {
            if (value is string text) writer.Text(text);
            else if (value is Number number) writer.Raw(number.Digits);
            else if (value is bool flag) writer.Raw(flag ? "true" : "false");
            else if (value is List<Json> items) writer.List(items);
            else if (value is Dictionary<string, Json> fields) writer.Object(fields);
            else writer.Raw("null");
        }

        private T As<T>(string what) where T : class => value as T ?? throw Not(what);

        private FormatException Not(string what)
        {
            var text = ToString();
            return new FormatException("expected " + what + ", not " + (text.Length > 100 ? text.Substring(0, 100) + "…" : text));
        }

        private DateTimeOffset TimeOfText()
        {
            const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
            return DateTimeOffset.TryParse(Text, CultureInfo.InvariantCulture, Utc, out var time) ? time : throw Not("a time");
        }

        private sealed class Number
        {
            public readonly string Digits;

            public Number(string digits)
            {
                Digits = digits;
            }

            public double ToDouble(Json json) =>
                double.TryParse(Digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : throw json.Not("a number that a double can hold");

            public long ToLong(Json json)
            {
                if (long.TryParse(Digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) return whole;
                var isNumber = decimal.TryParse(Digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
                if (!isNumber || number != decimal.Truncate(number)) throw json.Not("a whole number");
                return (long)Math.Max(long.MinValue, Math.Min(long.MaxValue, number));
            }
        }
    }
}
