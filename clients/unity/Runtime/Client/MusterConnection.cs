namespace Muster
{
    /// <summary>How a room is reached.</summary>
    public enum MusterConnection
    {
        /// <summary>Not at all, and nothing is done about it.</summary>
        Offline,

        /// <summary>For the first time.</summary>
        Connecting,

        /// <summary>The state is there, and patches and messages come.</summary>
        Online,

        /// <summary>The connection was lost, and is being made anew. What the state shows is what was known last.</summary>
        Reconnecting,
    }
}
