using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Colyseus;
using Colyseus.Schema;
using Muster.Schema;

namespace Muster
{
    /// <summary>
    /// A player in a lobby of a Muster server: signs in as a guest, joins the lobby, forms parties and plays their runs. It reconnects
    /// automatically, also after a restart of the server.
    /// <para>Except for <see cref="Rest"/>, use it on Unity's main thread. Events are raised there, between frames. Calls return an answer or throw a
    /// <see cref="MusterException"/>. Exceptions from event handlers are logged to the console.</para>
    /// </summary>
    public sealed partial class MusterClient
    {
        /// <summary>When a player opens a fifth window in one lobby, the first is closed with this code.</summary>
        private const int CloseOtherWindow = 4102;

        private readonly Client colyseus;
        private readonly MusterOptions options;
        private readonly RoomLink<LobbyState> lobby;
        private readonly Identity identity;

        /// <param name="endpoint">The server's address, such as "ws://localhost:2567" or "wss://play.example.com". It may have a path.</param>
        public MusterClient(string endpoint, MusterOptions options = null)
        {
            this.options = options ?? new MusterOptions();
            var address = ServerAddress.WebSocket(endpoint);
            colyseus = new Client(address);
            identity = new Identity(colyseus, this.options.TokenStore ?? new PlayerPrefsTokenStore(address), this.options.PlayerId);
            lobby = new RoomLink<LobbyState>(TakeSeat, Listen, this.options.ReconnectsFor, CloseOtherWindow);
            identity.SignedInAnew += IsAnotherPlayer;
            lobby.ConnectionChanged += connection => ConnectionChanged?.Invoke(connection);
            lobby.StateChanged += state => LobbyChanged?.Invoke(state);
            lobby.SentAway += code => Failed?.Invoke(new MusterException(ErrorKinds.Forbidden, "the player has too many windows open"));
            lobby.GaveUp += error => Failed?.Invoke(error);
            Rest = CanRest ? new MusterRest(address) : null;
        }

        /// <summary>The connection to the lobby has changed.</summary>
        public event Action<MusterConnection> ConnectionChanged;

        /// <summary>The lobby's public parties or their members have changed.</summary>
        public event Action<LobbyState> LobbyChanged;

        /// <summary>
        /// The player's party has changed. It is null if the player is in none, with the reason: "left", "away", "kicked", "banned" (from the server), "matched" (into another, by the group finder),
        /// "dissolved", "last_left", "empty" or "admin" (an admin of the server dissolved it). There is no reason for changes that happened while the player was away.
        /// </summary>
        public event Action<DungeonParty, string> PartyChanged;

        /// <summary>The player has been invited to a party.</summary>
        public event Action<PartyInvite> Invited;

        /// <summary>A player asks to be let into the party that the player leads. All who wait are in <see cref="DungeonParty.Requests"/>.</summary>
        public event Action<JoinRequest> JoinRequested;

        /// <summary>
        /// The player's request to the party with this id is over: "joined", "declined", "withdrawn", "expired", "entered_party", "banned", "session_started" or
        /// "party_dissolved".
        /// </summary>
        public event Action<string, string> RequestEnded;

        /// <summary>
        /// The operator's notice has changed: another was posted, or, with null, it was cleared or has ended. Raised after joining, too, if there is one. Of what changed while the
        /// connection was lost, the client learns when it is restored.
        /// </summary>
        public event Action<Notice> NoticeChanged;

        /// <summary>The player has signed in as a new guest with this id, because none was stored or the server did not know the stored one.</summary>
        public event Action<string> SignedInAnew;

        /// <summary>Something failed that no call was waiting for: the lobby could not be rejoined, or a run could not be entered.</summary>
        public event Action<MusterException> Failed;

        public MusterConnection Connection => lobby.Connection;

        /// <summary>Null until the player has signed in.</summary>
        public string PlayerId => identity.PlayerId;

        /// <summary>The last known state of the lobby; null before the first one.</summary>
        public LobbyState Lobby => lobby.State;

        /// <summary>The last known state of the player's party, or null.</summary>
        public DungeonParty Party { get; private set; }

        /// <summary>The last known notice of the server's operator; null if there is none.</summary>
        public Notice Notice { get; private set; }

        /// <summary>The same player over REST, for lists and past runs, which have no room. Null in WebGL, which has no HttpClient.</summary>
        public MusterRest Rest { get; }

        /// <summary>
        /// Signs in and joins the lobby; completes when its state is there. If the player is in a party, <see cref="PartyChanged"/> follows,
        /// and if that party is on a run, the run is entered.
        /// </summary>
        public Task Connect() => lobby.Open();

        /// <summary>Leaves the lobby and the run's room. The party and the run keep the player's seat for 60 s.</summary>
        public async Task Disconnect()
        {
            var left = Run;
            Run = null;
            runId = null;
            await lobby.Close(true);
            if (left != null) await left.Close();
        }

        /// <summary>
        /// Calls <paramref name="attach"/> with the lobby's state and the SDK's callbacks: now, if the lobby is joined, and again whenever a new state
        /// replaces it. Callbacks attached there survive reconnects. The returned action stops this.
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
            var hasNotice = false;
            room.OnMessage<object>("notice", message =>
            {
                hasNotice = true;
                Know(Notice.Read(Plain.ToJson(message)["notice"]));
            });
            room.OnMessage<object>("party", message =>
            {
                // A new room tells the notice first. It does not say that there is none.
                if (isFirst && !hasNotice) Know((Notice)null);
                var json = Plain.ToJson(message);
                var isComing = isFirst;
                isFirst = false;
                Know(PartyOf(json), json["reason"].Text);
                if (Party?.SessionId != null) FindRun(Party.SessionId, isComing);
            });
            room.OnMessage<object>("invited", message => Invited?.Invoke(PartyInvite.Read(Plain.ToJson(message))));
            room.OnMessage<object>("requested", message => JoinRequested?.Invoke(JoinRequest.Read(Plain.ToJson(message))));
            room.OnMessage<object>("request_ended", message =>
            {
                var json = Plain.ToJson(message);
                RequestEnded?.Invoke(json["party_id"].Text, json["outcome"].Text);
            });
            room.OnMessage<object>("session", message => RunStarted(Plain.ToJson(message)));
            room.OnMessage<object>("ticket", message =>
            {
                var json = Plain.ToJson(message);
                Know(Ticket.Read(json["ticket"], json["queue"]));
            });
            room.OnMessage<object>("error", message => Failed?.Invoke(RoomErrors.OfMessage(Plain.ToJson(message))));
        }

        private void Know(DungeonParty party, string reason)
        {
            Party = party;
            Handlers.Tell(() => PartyChanged?.Invoke(party, reason));
        }

        private void Know(Notice notice)
        {
            if (Notice.AreSame(Notice, notice)) return;
            Notice = notice;
            Handlers.Tell(() => NoticeChanged?.Invoke(notice));
        }

        /// <summary>The party was that of the player before.</summary>
        private void IsAnotherPlayer(string playerId)
        {
            if (Party != null) Know(null, null);
            Ticket = null;
            SignedInAnew?.Invoke(playerId);
        }

        private static DungeonParty PartyOf(Json answer) => answer["party"].IsNull ? null : DungeonParty.Read(answer["party"]);
    }
}
