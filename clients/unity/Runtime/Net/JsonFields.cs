using System;
using System.Collections.Generic;

namespace Muster
{
    /// <summary>The fields of a request. Null values are not sent.</summary>
    internal sealed class JsonFields
    {
        private readonly Dictionary<string, Json> fields = new Dictionary<string, Json>();

        public JsonFields Add(string name, string value) => value == null ? this : Set(name, Json.Of(value));

        public JsonFields Add(string name, long? value) => value == null ? this : Set(name, Json.Of(value.Value));

        public JsonFields Add(string name, double? value) => value == null ? this : Set(name, Json.Of(value.Value));

        public JsonFields Add(string name, bool? value) => value == null ? this : Set(name, Json.Of(value.Value));

        public JsonFields Add(string name, Json value) => value == null ? this : Set(name, value);

        /// <summary>A value that "" clears, by sending JSON's null.</summary>
        public JsonFields AddOrClear(string name, string value) => value == "" ? Set(name, Json.Null) : Add(name, value);

        /// <summary>Free-form data as JSON text. Throws ArgumentException if it is not JSON.</summary>
        public JsonFields AddJson(string name, string json)
        {
            if (json == null) return this;
            try
            {
                return Set(name, Json.Parse(json));
            }
            catch (FormatException e)
            {
                throw new ArgumentException(name + " must be JSON text: " + e.Message, e);
            }
        }

        public Json ToJson() => Json.Of(fields);

        private JsonFields Set(string name, Json value)
        {
            fields[name] = value;
            return this;
        }
    }
}
