using System;
using System.Collections.Generic;

namespace Muster
{
    /// <summary>
    /// A refused or failed call. Programs distinguish errors by <see cref="Kind"/>: see <see cref="ErrorKinds"/>. The message is in English,
    /// for people.
    /// </summary>
    public sealed class MusterException : Exception
    {
        private static readonly Fault[] NoFaults = new Fault[0];

        public MusterException(string kind, string message, Exception inner = null) : base(message, inner)
        {
            Kind = kind;
            Faults = NoFaults;
        }

        /// <summary>One of <see cref="ErrorKinds"/>; a newer server may have others.</summary>
        public string Kind { get; }

        /// <summary>The HTTP status; 0 if there was no HTTP answer.</summary>
        public int Status { get; internal set; }

        /// <summary>All invalid fields, for <see cref="ErrorKinds.ValidationFailed"/>; otherwise empty.</summary>
        public IReadOnlyList<Fault> Faults { get; internal set; }

        /// <summary>How long the server asks to wait before a retry, if it does.</summary>
        public TimeSpan? RetryAfter { get; internal set; }
    }

    /// <summary>Why one field is invalid.</summary>
    public sealed class Fault
    {
        /// <summary>The field's path in the input, such as "reports.3.item_id".</summary>
        public string Field;
        public string Message;

        internal static Fault Read(Json json) => new Fault { Field = json["field"].Text, Message = json["message"].Text };
    }
}
