using System;

namespace Muster
{
    /// <summary>What the server's operator tells everybody, such as "Restart at noon: finish your runs."</summary>
    public sealed class Notice
    {
        /// <summary>One line of plain text.</summary>
        public string Text;
        /// <summary>When it was posted; null if the operator wrote it by hand.</summary>
        public DateTimeOffset? At;
        /// <summary>When it ends, by the server's clock; null if it holds until it is cleared.</summary>
        public DateTimeOffset? Until;

        /// <summary>Null if there is none.</summary>
        internal static Notice Read(Json json) => json.IsNull ? null : new Notice
        {
            Text = json["text"].Text,
            At = json["at"].TimeOrNull,
            Until = json["until"].TimeOrNull,
        };

        /// <summary>Whether both are the same notice, or none. Connections that are restored tell it again.</summary>
        internal static bool AreSame(Notice one, Notice other) =>
            one == null || other == null ? one == other : one.Text == other.Text && one.At == other.At && one.Until == other.Until;
    }
}
