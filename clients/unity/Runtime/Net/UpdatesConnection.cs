using System;
using System.Threading;
using System.Threading.Tasks;

namespace Muster
{
    /// <summary>Connects to /updates, sends subscriptions and receives frames. One connection at a time.</summary>
    internal sealed class UpdatesConnection
    {
        private const int Protocol = 1;
        private const long AuthRef = 0;

        private static readonly TimeSpan ConnectMax = TimeSpan.FromSeconds(10);
        private static readonly TimeSpan HeartbeatMin = TimeSpan.FromSeconds(0.1);
        private static readonly TimeSpan HeartbeatMax = TimeSpan.FromMinutes(5);

        private readonly Uri address;
        private readonly Json auth;
        private readonly Subscriptions subscriptions;
        /// <summary>Released when there may be something to send.</summary>
        private readonly SemaphoreSlim somethingNew = new SemaphoreSlim(0);

        /// <param name="auth">The frame that identifies the player, or null.</param>
        public UpdatesConnection(Uri address, JsonFields auth, Subscriptions subscriptions)
        {
            this.address = address;
            this.auth = auth?.Add("ref", AuthRef).ToJson();
            this.subscriptions = subscriptions;
        }

        /// <summary>Call this after each change of the subscriptions.</summary>
        public void SendWhatIsNew()
        {
            somethingNew.Release();
        }

        /// <summary>Runs one connection until it ends, and throws the reason. Send and Receive never return, they only throw.</summary>
        public async Task<Loss> Run(Action connected, CancellationToken end)
        {
            using (var over = CancellationTokenSource.CreateLinkedTokenSource(end))
            using (var socket = new UpdatesSocket())
            {
                await socket.Connect(address, ConnectMax, over.Token).ConfigureAwait(false);
                var heartbeat = Welcomed(Json.Parse(await socket.Receive(ConnectMax, over.Token).ConfigureAwait(false)));
                subscriptions.BeginConnection();
                connected();
                var sending = Send(socket, heartbeat, over.Token);
                var receiving = Receive(socket, heartbeat, over.Token);
                var first = await Task.WhenAny(sending, receiving).ConfigureAwait(false);
                over.Cancel();
                // The other task fails because of the cancellation, which is of no interest.
                await Task.WhenAll(sending, receiving).ContinueWith(both => both.Exception, TaskScheduler.Default).ConfigureAwait(false);
                return await first.ConfigureAwait(false);
            }
        }

        private static TimeSpan Welcomed(Json hello)
        {
            if (hello["type"].Text != "hello") throw new FormatException("expected hello, not " + hello["type"]);
            if (hello["protocol"].Long != Protocol)
            {
                var message = "the server speaks protocol " + hello["protocol"] + " of /updates, this client " + Protocol;
                throw new MusterException(ErrorKinds.UnexpectedAnswer, message);
            }
            var asked = TimeSpan.FromMilliseconds(hello["heartbeat_ms"].Double);
            return asked < HeartbeatMin ? HeartbeatMin : asked > HeartbeatMax ? HeartbeatMax : asked;
        }

        /// <summary>Sends frames, and a ping when idle: its answer shows that the connection is alive.</summary>
        private async Task<Loss> Send(UpdatesSocket socket, TimeSpan heartbeat, CancellationToken over)
        {
            if (auth != null) await socket.Send(auth.ToString(), over).ConfigureAwait(false);
            while (true)
            {
                for (var frame = subscriptions.NextFrame(); frame != null; frame = subscriptions.NextFrame())
                    await socket.Send(frame.ToString(), over).ConfigureAwait(false);
                if (!await somethingNew.WaitAsync(heartbeat, over).ConfigureAwait(false))
                    await socket.Send("{\"type\":\"ping\"}", over).ConfigureAwait(false);
            }
        }

        private async Task<Loss> Receive(UpdatesSocket socket, TimeSpan heartbeat, CancellationToken over)
        {
            var silenceMax = heartbeat + heartbeat;
            while (true)
            {
                var frame = Json.Parse(await socket.Receive(silenceMax, over).ConfigureAwait(false));
                if (frame["type"].Text == "error" && frame["ref"].LongOrNull == AuthRef) throw Subscriptions.ErrorOf(frame);
                if (subscriptions.Hear(frame)) SendWhatIsNew();
            }
        }
    }
}
