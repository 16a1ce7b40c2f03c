using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Colyseus;

namespace Muster
{
    /// <summary>Who the player is: a guest that is kept, a new one, or a bare name.</summary>
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

        /// <summary>Does what a player may; where the server does not know the kept one any more, it is forgotten, and a new one does it.</summary>
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

        /// <summary>As join options name a player.</summary>
        public static Dictionary<string, object> OptionsOf(Guest player) =>
            player.Token != null
                ? new Dictionary<string, object> { ["token"] = player.Token }
                : new Dictionary<string, object> { ["player_id"] = player.PlayerId };

        /// <summary>One, however many ask for it meanwhile.</summary>
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
