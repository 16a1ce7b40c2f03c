using System;
using System.Collections.Generic;

namespace Muster
{
    /// <summary>
    /// What was refused, or what failed. <see cref="Kind"/> is what a program tells errors apart by: see <see cref="ErrorKinds"/>.
    /// The message is for people and in English.
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

        /// <summary>The HTTP status; 0 where there was no answer by HTTP.</summary>
        public int Status { get; internal set; }

        /// <summary>Every fault of the input, for <see cref="ErrorKinds.ValidationFailed"/>; else empty.</summary>
        public IReadOnlyList<Fault> Faults { get; internal set; }

        /// <summary>How long the server asks to wait before the next try, where it says so.</summary>
        public TimeSpan? RetryAfter { get; internal set; }
    }

    /// <summary>One fault of one field.</summary>
    public sealed class Fault
    {
        /// <summary>The path of the field in the input, such as "reports.3.item_id".</summary>
        public string Field;
        public string Message;

        internal static Fault Read(Json json) => new Fault { Field = json["field"].Text, Message = json["message"].Text };
    }
}
