using System;
using System.Collections.Generic;
using System.Linq;

namespace Muster
{
    /// <summary>
    /// The topics that are wanted, the subscriptions on the current connection, and the queue of updates. It takes and returns frames, and
    /// knows nothing about sockets. Thread-safe.
    /// </summary>
    internal sealed class Subscriptions
    {
        /// <summary>The server's limit.</summary>
        public const int TopicsMax = 50;

        /// <summary>The length of the queue. If there are more updates, those of each topic are merged into one snapshot.</summary>
        private const int WaitingMax = 1000;

        private static readonly HashSet<string> TransientKinds = new HashSet<string>
        {
            ErrorKinds.Internal, ErrorKinds.StorageUnavailable, ErrorKinds.ShuttingDown, ErrorKinds.RateLimited,
        };

        private readonly Dictionary<Topic, Followed> wanted = new Dictionary<Topic, Followed>();
        /// <summary>The topics that were subscribed on this connection.</summary>
        private readonly Dictionary<Topic, Followed> asked = new Dictionary<Topic, Followed>();
        private Queue<MusterUpdate> waiting = new Queue<MusterUpdate>();
        private long lastRef;
        private bool isFirstFrame;
        private volatile Notice notice;

        /// <summary>A wanted topic, and the last event received of it.</summary>
        private sealed class Followed
        {
            public Topic Topic;
            /// <summary>The ref of the newest subscribe frame. Frames before its answer belong to an older subscription.</summary>
            public long Ref;
            public bool HasBegun;
            /// <summary>An event is missing, so it must be subscribed again.</summary>
            public bool AskAgain;
            /// <summary>Null before the first snapshot.</summary>
            public long? Seq;
            public Json Value;
            /// <summary>Of the last snapshot.</summary>
            public int More;

            public MusterUpdate ToSnapshot() => new MusterUpdate(UpdateKind.Snapshot, Topic, Value, Value) { Seq = Seq.Value, More = More };
        }

        public Notice Notice => notice;

        /// <summary>Returns false if the topic is wanted already. Throws MusterException if there are too many.</summary>
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

        /// <summary>Returns false if the topic was not wanted. Removes its updates from the queue.</summary>
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

        /// <summary>Queues the last update.</summary>
        public void Stop(MusterException why)
        {
            lock (wanted) waiting.Enqueue(new MusterUpdate(UpdateKind.Stopped, null) { Error = why });
        }

        /// <summary>Nothing is subscribed on a new connection.</summary>
        public void BeginConnection()
        {
            lock (wanted)
            {
                asked.Clear();
                isFirstFrame = true;
            }
        }

        /// <summary>The next subscribe or unsubscribe frame to send; null if the subscriptions are as wanted.</summary>
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

        /// <summary>Takes a frame from the server. Returns true if there is a frame to send as a result. Throws MusterException for a transient failure.</summary>
        public bool Hear(Json frame)
        {
            lock (wanted)
            {
                var type = frame["type"].Text;
                HearNotice(frame, type == "notice");
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
                        followed.More = frame["more"].Int;
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

        public static bool MayPass(MusterException error) => TransientKinds.Contains(error.Kind);

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
            var update = new MusterUpdate(UpdateKind.Event, followed.Topic, followed.Value, frame["data"]) { Seq = seq, Event = name, At = frame["at"].Time, More = followed.More };
            Enqueue(update);
            return false;
        }

        /// <summary>A new connection tells the notice first. It does not say that there is none.</summary>
        private void HearNotice(Json frame, bool isNotice)
        {
            var isFirst = isFirstFrame;
            isFirstFrame = false;
            if (!isNotice && !isFirst) return;
            var now = isNotice ? Notice.Read(frame["notice"]) : null;
            if (Notice.AreSame(notice, now)) return;
            notice = now;
            waiting = new Queue<MusterUpdate>(waiting.Where(update => update.Kind != UpdateKind.Notice));
            Enqueue(new MusterUpdate(UpdateKind.Notice, null) { Notice = now });
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

        /// <summary>Ignores a topic until its subscription is confirmed: frames before that belong to an older subscription.</summary>
        private Followed WithTopic(Json topic) => wanted.Values.FirstOrDefault(followed => followed.HasBegun && followed.Topic.Name == topic.Text);
    }
}
