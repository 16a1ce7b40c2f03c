namespace Muster
{
    /// <summary>Where a player's identity is kept between two starts of the game. Used on Unity's main thread.</summary>
    public interface ITokenStore
    {
        /// <summary>Null where nobody signed in yet.</summary>
        Guest Load();

        /// <summary>Null forgets whoever is kept.</summary>
        void Save(Guest guest);
    }
}
