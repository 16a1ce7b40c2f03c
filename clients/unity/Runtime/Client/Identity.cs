using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Colyseus;

namespace Muster
{
    /// <summary>Who the player is: the stored guest, a new guest, or a bare name.</summary>
    internal sealed class Identity
    {
        private readonly Client colyseus;
        private readonly ITokenStore store;
        private Guest player;
        private Task<Guest> signingIn;

        public Identity(Client colyseus, ITokenStore store, string bareName)
        {
            this.colyseus = colyseus;
            this.store = store;
            if (bareName != null) player = new Guest { PlayerId = bareName };
        }

        public event Action<string> SignedInAnew;

        public string PlayerId => player?.PlayerId;

        /// <summary>Runs an action as the player. If the server does not know the stored guest any more, it runs again as a new one.</summary>
        public async Task<T> As<T>(Func<Guest, Task<T>> act)
        {
            var tried = player ?? store.Load() ?? await NewGuest();
            player = tried;
            try
            {
                return await act(tried);
            }
            catch (Exception e) when (tried.Token != null && RoomErrors.Read(e)?.Kind == ErrorKinds.Unauthorized)
            {
                if (player == tried) player = null;
            }
            return await act(player ?? await NewGuest());
        }

        /// <summary>The join options that identify a player.</summary>
        public static Dictionary<string, object> OptionsOf(Guest player) =>
            player.Token != null
                ? new Dictionary<string, object> { ["token"] = player.Token }
                : new Dictionary<string, object> { ["player_id"] = player.PlayerId };

        /// <summary>Signs in once, even if several callers need a guest at the same time.</summary>
        private Task<Guest> NewGuest()
        {
            if (signingIn == null || signingIn.IsCompleted) signingIn = SignIn();
            return signingIn;
        }

        private async Task<Guest> SignIn()
        {
            var answer = await colyseus.Http.Post<Dictionary<string, object>>("auth/guest", new Dictionary<string, object>());
            player = Guest.Read(Plain.ToJson(answer));
            store.Save(player);
            Handlers.Tell(() => SignedInAnew?.Invoke(player.PlayerId));
            return player;
        }
    }
}
