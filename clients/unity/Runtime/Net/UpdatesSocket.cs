using System;
using System.Diagnostics;
using System.IO;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Muster
{
    /// <summary>One connection to /updates, which carries text frames. Sending and receiving may overlap.</summary>
    internal sealed class UpdatesSocket : IDisposable
    {
        /// <summary>The longest is the snapshot of a board with all the drop parties that an operator may allow: 65,535, with about 300 bytes each.</summary>
        private const int FrameBytesMax = 32 * 1024 * 1024;

        /// <summary>Below the server's limits: a burst of 100, and 20 per second.</summary>
        private const double FramesAtOnceMax = 80;
        private const double FramesPerSecond = 15;

        private readonly ClientWebSocket socket = new ClientWebSocket();
        private readonly byte[] piece = new byte[16 * 1024];
        private readonly Stopwatch clock = Stopwatch.StartNew();
        private double framesLeft = FramesAtOnceMax;
        private TimeSpan countedAt;

        /// <summary>Throws TimeoutException if it takes too long.</summary>
        public async Task Connect(Uri address, TimeSpan longest, CancellationToken cancel)
        {
            using (var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel))
            {
                // Mono ignores a token until the server answers, and then leaves the connection open. Dispose closes it.
                var connecting = Observed(socket.ConnectAsync(address, CancellationToken.None));
                var first = await Task.WhenAny(connecting, Task.Delay(longest, limit.Token)).ConfigureAwait(false);
                limit.Cancel();
                if (first != connecting) throw new TimeoutException("no connection within " + longest.TotalSeconds + " s");
                await connecting.ConfigureAwait(false);
            }
        }

        /// <summary>Sends a frame as soon as the rate limit allows it.</summary>
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
        /// The next whole frame. Throws UpdatesClosedException if the server closes the connection, TimeoutException if nothing arrives.
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
                    throw new TimeoutException("nothing arrived for " + silenceMax.TotalSeconds + " s", e);
                }
                return Encoding.UTF8.GetString(whole.GetBuffer(), 0, (int)whole.Length);
            }
        }

        public void Dispose()
        {
            socket.Dispose();
        }

        /// <summary>Observes the exception of a task that may fail when nothing awaits it any more.</summary>
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
