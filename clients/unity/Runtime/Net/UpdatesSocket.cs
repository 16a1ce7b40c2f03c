using System;
using System.Diagnostics;
using System.IO;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Muster
{
    /// <summary>One connection to /updates, as text frames. One may send while another receives.</summary>
    internal sealed class UpdatesSocket : IDisposable
    {
        /// <summary>A lobby of 1,000 full parties has some 13 MB.</summary>
        private const int FrameBytesMax = 32 * 1024 * 1024;

        /// <summary>Below what the server takes, which is 100 at once and 20 a second.</summary>
        private const double FramesAtOnceMax = 80;
        private const double FramesPerSecond = 15;

        private readonly ClientWebSocket socket = new ClientWebSocket();
        private readonly byte[] piece = new byte[16 * 1024];
        private readonly Stopwatch clock = Stopwatch.StartNew();
        private double framesLeft = FramesAtOnceMax;
        private TimeSpan countedAt;

        /// <summary>Throws TimeoutException where it takes too long.</summary>
        public async Task Connect(Uri address, TimeSpan longest, CancellationToken cancel)
        {
            using (var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel))
            {
                // Mono heeds no token here until the server answers, and with one it leaves the connection open then: Dispose ends it.
                var connecting = Observed(socket.ConnectAsync(address, CancellationToken.None));
                var first = await Task.WhenAny(connecting, Task.Delay(longest, limit.Token)).ConfigureAwait(false);
                limit.Cancel();
                if (first != connecting) throw new TimeoutException("no connection within " + longest.TotalSeconds + " s");
                await connecting.ConfigureAwait(false);
            }
        }

        /// <summary>Sends a frame, as soon as there may be another one.</summary>
        public async Task Send(string text, CancellationToken cancel)
        {
            Refill();
            if (framesLeft < 1)
            {
                await Task.Delay(TimeSpan.FromSeconds((1 - framesLeft) / FramesPerSecond), cancel).ConfigureAwait(false);
                Refill();
            }
            framesLeft--;
            var frame = new ArraySegment<byte>(Encoding.UTF8.GetBytes(text));
            await socket.SendAsync(frame, WebSocketMessageType.Text, true, cancel).ConfigureAwait(false);
        }

        /// <summary>
        /// The next frame, of however many pieces. Throws UpdatesClosedException where the server closes, TimeoutException after a silence.
        /// </summary>
        public async Task<string> Receive(TimeSpan silenceMax, CancellationToken cancel)
        {
            using (var silence = CancellationTokenSource.CreateLinkedTokenSource(cancel))
            using (var whole = new MemoryStream())
            {
                try
                {
                    WebSocketReceiveResult got;
                    do
                    {
                        silence.CancelAfter(silenceMax);
                        got = await socket.ReceiveAsync(new ArraySegment<byte>(piece), silence.Token).ConfigureAwait(false);
                        if (got.MessageType == WebSocketMessageType.Close)
                            throw new UpdatesClosedException((int?)socket.CloseStatus, socket.CloseStatusDescription);
                        whole.Write(piece, 0, got.Count);
                        if (whole.Length > FrameBytesMax) throw new FormatException("a frame has more than " + FrameBytesMax + " bytes");
                    } while (!got.EndOfMessage);
                }
                catch (Exception e) when (silence.IsCancellationRequested && !cancel.IsCancellationRequested)
                {
                    throw new TimeoutException("nothing was heard for " + silenceMax.TotalSeconds + " s", e);
                }
                return Encoding.UTF8.GetString(whole.GetBuffer(), 0, (int)whole.Length);
            }
        }

        public void Dispose()
        {
            socket.Dispose();
        }

        /// <summary>For what nobody may wait for any more when it fails.</summary>
        private static Task Observed(Task task)
        {
            task.ContinueWith(done => done.Exception, TaskScheduler.Default);
            return task;
        }

        private void Refill()
        {
            var now = clock.Elapsed;
            framesLeft = Math.Min(FramesAtOnceMax, framesLeft + (now - countedAt).TotalSeconds * FramesPerSecond);
            countedAt = now;
        }
    }
}
