namespace Muster
{
    /// <summary>Keeps a player's identity between sessions of the game. Called on Unity's main thread.</summary>
    public interface ITokenStore
    {
        /// <summary>Returns null if nobody has signed in yet.</summary>
        Guest Load();

        /// <summary>Null deletes the stored identity.</summary>
        void Save(Guest guest);
    }
}
