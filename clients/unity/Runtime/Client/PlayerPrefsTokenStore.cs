using UnityEngine;

namespace Muster
{
    /// <summary>
    /// Keeps the player in PlayerPrefs. A token is of one server, so each server's is kept by itself. Editors and builds of a project on one
    /// machine share PlayerPrefs: give each a name of its own to play as several players.
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
            // Where a game crashes, or a browser's tab is closed, Unity saves nothing by itself.
            PlayerPrefs.Save();
        }
    }
}
