using System;
using System.Collections.Generic;
using System.Threading;

namespace Muster.Tests
{
    /// <summary>One thread that does everything in frames, as Unity's main thread does: what is posted in one is done in the next.</summary>
    public sealed class MainThread : SynchronizationContext
    {
        private readonly Action<Exception> onFault;
        private List<Action> next = new List<Action>();
        private bool isOver;

        public MainThread(Action<Exception> onFault)
        {
            this.onFault = onFault;
        }

        public override void Post(SendOrPostCallback callback, object state)
        {
            lock (this) next.Add(() => callback(state));
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
                    frame = next;
                    next = new List<Action>();
                }
                foreach (var action in frame) Do(action);
                Thread.Sleep(1);
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
