using UnityEngine;

namespace Muster
{
    /// <summary>
    /// Stores the player in PlayerPrefs, separately for each server, because a token belongs to one server. Editors and builds of a project on
    /// one machine share PlayerPrefs: give each its own name to play as several players.
    /// </summary>
    public sealed class PlayerPrefsTokenStore : ITokenStore
    {
        private readonly string playerKey;
        private readonly string tokenKey;

        public PlayerPrefsTokenStore(string endpoint, string name = "player")
        {
            playerKey = "muster/" + endpoint + "/" + name + "/player_id";
            tokenKey = "muster/" + endpoint + "/" + name + "/token";
        }

        public Guest Load()
        {
            var token = PlayerPrefs.GetString(tokenKey);
            return token == "" ? null : new Guest { PlayerId = PlayerPrefs.GetString(playerKey), Token = token };
        }

        public void Save(Guest guest)
        {
            if (guest == null)
            {
                PlayerPrefs.DeleteKey(playerKey);
                PlayerPrefs.DeleteKey(tokenKey);
            }
            else
            {
                PlayerPrefs.SetString(playerKey, guest.PlayerId);
                PlayerPrefs.SetString(tokenKey, guest.Token);
            }
            // Unity does not save by itself when a game crashes or a browser tab is closed.
            PlayerPrefs.Save();
        }
    }
}
