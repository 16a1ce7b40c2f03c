namespace Muster
{
    /// <summary>The state of the connection to a room.</summary>
    public enum MusterConnection
    {
        /// <summary>Not connected, and not trying to.</summary>
        Offline,

        /// <summary>Connecting for the first time.</summary>
        Connecting,

        /// <summary>Connected. The state is there, and patches and messages arrive.</summary>
        Online,

        /// <summary>The connection was lost and is being restored. The state is the last known one.</summary>
        Reconnecting,
    }
}
