using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Colyseus;
using Colyseus.Schema;
using Muster.Schema;

namespace Muster
{
    /// <summary>
    /// A player in a lobby of a Muster server: signs in as a guest, joins the lobby, forms parties and goes on their runs. Lost
    /// connections are made again by themselves, also after a restart of the server.
    /// <para>Everything here, <see cref="Rest"/> excepted, is for Unity's main thread: call it there, and every event comes there, between
    /// two frames. Calls end with an answer or throw a <see cref="MusterException"/>. What a handler of an event throws shows in the console.</para>
    /// </summary>
    public sealed partial class MusterClient
    {
        /// <summary>The player's fifth window in one lobby closes the first.</summary>
        private const int CloseOtherWindow = 4102;

        private readonly Client colyseus;
        private readonly MusterOptions options;
        private readonly RoomLink<LobbyState> lobby;
        private readonly Identity identity;

        /// <param name="endpoint">Where the server is: "ws://localhost:2567", "wss://play.example.com"; a path in it is kept.</param>
        public MusterClient(string endpoint, MusterOptions options = null)
        {
            this.options = options ?? new MusterOptions();
            var address = ServerAddress.WebSocket(endpoint);
            colyseus = new Client(address);
            identity = new Identity(colyseus, this.options.TokenStore ?? new PlayerPrefsTokenStore(address), this.options.PlayerId);
            lobby = new RoomLink<LobbyState>(TakeSeat, Listen, this.options.ReconnectsFor, CloseOtherWindow);
            identity.SignedInAnew += playerId => SignedInAnew?.Invoke(playerId);
            lobby.ConnectionChanged += connection => ConnectionChanged?.Invoke(connection);
            lobby.StateChanged += state => LobbyChanged?.Invoke(state);
            lobby.SentAway += code => Failed?.Invoke(new MusterException(ErrorKinds.Forbidden, "the player joined from too many windows"));
            lobby.GaveUp += error => Failed?.Invoke(error);
            Rest = CanRest ? new MusterRest(address) : null;
        }

        /// <summary>The connection to the lobby changed.</summary>
        public event Action<MusterConnection> ConnectionChanged;

        /// <summary>Something in the lobby changed: its public parties and their members.</summary>
        public event Action<LobbyState> LobbyChanged;

        /// <summary>
        /// The player's party as it is now; null when it is in none, with the reason: "left", "away", "kicked", "dissolved", "last_left", "empty"
        /// or "untouched". Of what happened while the player was away there is no reason.
        /// </summary>
        public event Action<DungeonParty, string> PartyChanged;

        /// <summary>Somebody invites the player.</summary>
        public event Action<PartyInvite> Invited;

        /// <summary>The server did not know the stored player any more, so this one is new; or it is the first start. The id of it.</summary>
        public event Action<string> SignedInAnew;

        /// <summary>What failed while nobody waited for it: the lobby could not be joined again, or a run not entered.</summary>
        public event Action<MusterException> Failed;

        public MusterConnection Connection => lobby.Connection;

        /// <summary>Null until the player has signed in.</summary>
        public string PlayerId => identity.PlayerId;

        /// <summary>The lobby as it was known last; null before the first time.</summary>
        public LobbyState Lobby => lobby.State;

        /// <summary>The player's party as it was known last, or null.</summary>
        public DungeonParty Party { get; private set; }

        /// <summary>The same player by REST, for what has no room: lists, past runs. Null in WebGL, which has no HttpClient.</summary>
        public MusterRest Rest { get; }

        /// <summary>
        /// Signs in and joins the lobby; resolves when its state is there. If the player is in a party, <see cref="PartyChanged"/> says so
        /// right after, and if that is on a run it is entered.
        /// </summary>
        public Task Connect() => lobby.Open();

        /// <summary>Leaves the lobby and the run's room. The party keeps the player's seat for 60 s, and so does a run.</summary>
        public async Task Disconnect()
        {
            var left = Run;
            Run = null;
            runId = null;
            await lobby.Close(true);
            if (left != null) await left.Close();
        }

        /// <summary>
        /// Calls <paramref name="attach"/> with the lobby's state and the SDK's callbacks, now if the lobby is joined, and again whenever another
        /// state takes its place: attach the callbacks there, and none is lost by a lost connection. The answer takes it back.
        /// </summary>
        public Action WatchLobby(Action<LobbyState, StateCallbackStrategy<LobbyState>> attach) => lobby.Watch(attach);

        private static bool CanRest =>
#if UNITY_WEBGL && !UNITY_EDITOR
            false;
#else
            true;
#endif

        private Task<Room<LobbyState>> TakeSeat() => identity.As(async player =>
        {
            if (Rest != null)
            {
                Rest.Token = player.Token;
                Rest.PlayerId = player.PlayerId;
            }
            var seat = Identity.OptionsOf(player);
            seat["lobby"] = options.Lobby;
            return await colyseus.JoinOrCreate<LobbyState>("lobby", seat);
        });

        private void Listen(Room<LobbyState> room)
        {
            var isFirst = true;
            room.OnMessage<object>("party", message =>
            {
                var json = Plain.ToJson(message);
                var isComing = isFirst;
                isFirst = false;
                Know(PartyOf(json), json["reason"].Text);
                if (Party?.SessionId != null) FindRun(Party.SessionId, isComing);
            });
            room.OnMessage<object>("invited", message => Invited?.Invoke(PartyInvite.Read(Plain.ToJson(message))));
            room.OnMessage<object>("session", message => RunStarted(Plain.ToJson(message)));
            room.OnMessage<object>("error", message => Failed?.Invoke(RoomErrors.OfMessage(Plain.ToJson(message))));
        }

        private void Know(DungeonParty party, string reason)
        {
            Party = party;
            Handlers.Tell(() => PartyChanged?.Invoke(party, reason));
        }

        private static DungeonParty PartyOf(Json answer) => answer["party"].IsNull ? null : DungeonParty.Read(answer["party"]);
    }
}
