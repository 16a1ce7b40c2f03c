using System;
using System.Collections.Generic;
using System.Linq;

namespace Muster
{
    /// <summary>
    /// What is followed, what the server was told of it, and what there is to be dequeued. It takes frames and gives frames, and
    /// knows nothing of sockets. Thread-safe.
    /// </summary>
    internal sealed class Subscriptions
    {
        /// <summary>The server's bound.</summary>
        public const int TopicsMax = 50;

        /// <summary>Updates that wait to be dequeued. Of more, those of each topic become one snapshot.</summary>
        private const int WaitingMax = 1000;

        private static readonly HashSet<string> PassingKinds = new HashSet<string>
        {
            ErrorKinds.Internal, ErrorKinds.StorageUnavailable, ErrorKinds.ShuttingDown, ErrorKinds.Timeout, ErrorKinds.RateLimited,
        };

        private readonly Dictionary<Topic, Followed> wanted = new Dictionary<Topic, Followed>();
        /// <summary>What the server was asked for on this connection.</summary>
        private readonly Dictionary<Topic, Followed> asked = new Dictionary<Topic, Followed>();
        private Queue<MusterUpdate> waiting = new Queue<MusterUpdate>();
        private long lastRef;

        /// <summary>One topic that is followed, and how far.</summary>
        private sealed class Followed
        {
            public Topic Topic;
            /// <summary>Of the newest subscribe frame: what comes before its answer is of an older one.</summary>
            public long Ref;
            public bool HasBegun;
            /// <summary>Something was missed.</summary>
            public bool AskAgain;
            /// <summary>Null until there is a snapshot.</summary>
            public long? Seq;
            public Json Value;

            public MusterUpdate ToSnapshot() => new MusterUpdate(UpdateKind.Snapshot, Topic, Value, Value) { Seq = Seq.Value };
        }

        /// <summary>False where it is followed already. Throws MusterException where there are too many.</summary>
        public bool Add(Topic topic)
        {
            lock (wanted)
            {
                if (wanted.ContainsKey(topic)) return false;
                if (wanted.Count >= TopicsMax)
                    throw new MusterException(ErrorKinds.SubscriptionsFull, "at most " + TopicsMax + " topics; unsubscribe from one first");
                wanted.Add(topic, new Followed { Topic = topic });
                return true;
            }
        }

        /// <summary>False where it was not followed. What waits of it is gone.</summary>
        public bool Remove(Topic topic)
        {
            lock (wanted)
            {
                if (!wanted.Remove(topic)) return false;
                waiting = new Queue<MusterUpdate>(waiting.Where(update => !topic.Equals(update.Topic)));
                return true;
            }
        }

        public bool TryDequeue(out MusterUpdate update)
        {
            lock (wanted)
            {
                update = waiting.Count > 0 ? waiting.Dequeue() : null;
                return update != null;
            }
        }

        /// <summary>Nothing comes any more.</summary>
        public void Stop(MusterException why)
        {
            lock (wanted) waiting.Enqueue(new MusterUpdate(UpdateKind.Stopped, null) { Error = why });
        }

        /// <summary>A new connection, which was asked for nothing yet.</summary>
        public void BeginConnection()
        {
            lock (wanted) asked.Clear();
        }

        /// <summary>The next frame to send, so that the server is asked for what is wanted; null if it was.</summary>
        public Json NextFrame()
        {
            lock (wanted)
            {
                var gone = asked.Keys.FirstOrDefault(topic => !wanted.ContainsKey(topic));
                if (gone != null)
                {
                    asked.Remove(gone);
                    return gone.AddTo(new JsonFields().Add("type", "unsubscribe").Add("ref", ++lastRef)).ToJson();
                }
                var next = wanted.Values.FirstOrDefault(IsToBeAsked);
                if (next == null) return null;
                asked[next.Topic] = next;
                next.AskAgain = false;
                next.HasBegun = false;
                next.Ref = ++lastRef;
                return next.Topic.AddTo(new JsonFields().Add("type", "subscribe").Add("since", next.Seq).Add("ref", next.Ref)).ToJson();
            }
        }

        /// <summary>Takes a frame about topics. True if there is a frame to send because of it. Throws MusterException for a failure that passes.</summary>
        public bool Hear(Json frame)
        {
            lock (wanted)
            {
                var type = frame["type"].Text;
                var followed = type == "subscribed" || type == "error" ? WithRef(frame["ref"]) : WithTopic(frame["topic"]);
                if (followed == null) return false;
                switch (type)
                {
                    case "subscribed":
                        followed.HasBegun = true;
                        return false;
                    case "snapshot":
                        followed.Seq = frame["seq"].Long;
                        followed.Value = frame["data"];
                        Enqueue(followed.ToSnapshot());
                        return false;
                    case "event":
                        return HearEvent(followed, frame);
                    case "unsubscribed":
                        End(followed, new MusterUpdate(UpdateKind.Ended, followed.Topic, followed.Value));
                        return false;
                    case "error":
                        Refuse(followed, ErrorOf(frame));
                        return false;
                    default:
                        return false;
                }
            }
        }

        public static MusterException ErrorOf(Json frame) =>
            new MusterException(frame["kind"].Text, frame["message"].Text) { Faults = frame["faults"].List(Fault.Read) };

        public static bool MayPass(MusterException error) => PassingKinds.Contains(error.Kind);

        private bool IsToBeAsked(Followed followed) =>
            followed.AskAgain || !asked.TryGetValue(followed.Topic, out var was) || was != followed;

        private bool HearEvent(Followed followed, Json frame)
        {
            var seq = frame["seq"].Long;
            if (seq <= followed.Seq) return false;
            if (seq != followed.Seq + 1)
            {
                followed.AskAgain = true;
                return true;
            }
            var name = frame["event"].Text;
            followed.Value = TopicFold.Apply(followed.Topic.Kind, followed.Value, name, frame["data"]);
            followed.Seq = seq;
            Enqueue(new MusterUpdate(UpdateKind.Event, followed.Topic, followed.Value, frame["data"]) { Seq = seq, Event = name, At = frame["at"].Time });
            return false;
        }

        private void Refuse(Followed followed, MusterException error)
        {
            if (MayPass(error)) throw error;
            End(followed, new MusterUpdate(UpdateKind.Refused, followed.Topic) { Error = error });
        }

        private void End(Followed followed, MusterUpdate last)
        {
            wanted.Remove(followed.Topic);
            asked.Remove(followed.Topic);
            last.Seq = followed.Seq ?? 0;
            Enqueue(last);
        }

        private void Enqueue(MusterUpdate update)
        {
            waiting.Enqueue(update);
            if (waiting.Count <= WaitingMax) return;
            var ends = waiting.Where(one => one.Kind != UpdateKind.Snapshot && one.Kind != UpdateKind.Event);
            var wholes = wanted.Values.Where(followed => followed.Seq != null).Select(followed => followed.ToSnapshot());
            waiting = new Queue<MusterUpdate>(ends.Concat(wholes).ToList());
        }

        private Followed WithRef(Json reference)
        {
            if (reference.IsNull) return null;
            return asked.Values.FirstOrDefault(followed => followed.Ref == reference.Long && wanted.ContainsValue(followed));
        }

        /// <summary>Only one whose beginning was heard: anything before is of an older subscription to the same topic.</summary>
        private Followed WithTopic(Json topic) => wanted.Values.FirstOrDefault(followed => followed.HasBegun && followed.Topic.Name == topic.Text);
    }
}
