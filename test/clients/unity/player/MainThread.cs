using System;
using System.Collections.Generic;
using System.Threading;

namespace Muster.Tests
{
    /// <summary>Runs everything in frames, as Unity's main thread does: what is posted during one frame runs in the next.</summary>
    public sealed class MainThread : SynchronizationContext
    {
        private const int FrameMs = 1;

        private readonly Action<Exception> onFault;
        private List<Action> next = new List<Action>();
        private bool isOver;

        public MainThread(Action<Exception> onFault)
        {
            this.onFault = onFault;
        }

        public override void Post(SendOrPostCallback callback, object state)
        {
            lock (this)
            {
                next.Add(() => callback(state));
                Monitor.Pulse(this);
            }
        }

        public void End()
        {
            isOver = true;
        }

        public void Run()
        {
            SetSynchronizationContext(this);
            while (!isOver)
            {
                List<Action> frame;
                lock (this)
                {
                    // Frames go on without work: time passes in them.
                    if (next.Count == 0) Monitor.Wait(this, FrameMs);
                    frame = next;
                    next = new List<Action>();
                }
                foreach (var action in frame) Do(action);
            }
        }

        private void Do(Action action)
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                onFault(e);
            }
        }
    }
}
