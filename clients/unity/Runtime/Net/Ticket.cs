using System;
using System.Collections.Generic;

namespace Muster
{
    /// <summary>What a player, or a party's leader for all its members, looks for.</summary>
    public sealed class Ticket
    {
        public string TicketId;
        public string Lobby;
        /// <summary>"coop" or "pvp".</summary>
        public string GameType;
        /// <summary>"searching", "proposed" or "ended".</summary>
        public string Status;
        /// <summary>The party that looks for more; once matched, the party that the player is in.</summary>
        public string PartyId;
        /// <summary>The player, or the members of its party.</summary>
        public List<Searcher> Searchers;
        /// <summary>The match to accept; null unless one is proposed.</summary>
        public MatchOffer Match;
        /// <summary>Why it ended: "matched", "left", "replaced", "absent", "party_changed", "declined", "no_answer", "banned" or "share_used_up".</summary>
        public string Reason;
        /// <summary>The session that the player is in, once matched.</summary>
        public string SessionId;
        /// <summary>Increases by one with each change.</summary>
        public long Version;
        /// <summary>The waiting time counts from here.</summary>
        public DateTimeOffset CreatedAt;
        /// <summary>When it last changed.</summary>
        public DateTimeOffset UpdatedAt;
        public DateTimeOffset? EndedAt;
        /// <summary>Why the ticket still waits; null unless it searches, and in updates of a topic.</summary>
        public QueueExplanation Queue;

        internal static Ticket Read(Json json) => Read(json, json["queue"]);

        internal static Ticket Read(Json json, Json queue) => new Ticket
        {
            TicketId = json["ticket_id"].Text,
            Lobby = json["lobby"].Text,
            GameType = json["game_type"].Text,
            Status = json["status"].Text,
            PartyId = json["party_id"].Text,
            Searchers = json["searchers"].List(Searcher.Read),
            Match = json["match"].IsNull ? null : MatchOffer.Read(json["match"]),
            Reason = json["reason"].Text,
            SessionId = json["session_id"].Text,
            Version = json["version"].Long,
            CreatedAt = json["created_at"].Time,
            UpdatedAt = json["updated_at"].Time,
            EndedAt = json["ended_at"].TimeOrNull,
            Queue = queue.IsNull ? null : QueueExplanation.Read(queue),
        };
    }

    public sealed class Searcher
    {
        public string PlayerId;
        public string Name;
        /// <summary>The game's own word for what the player plays; null for none.</summary>
        public string Class;
        /// <summary>Whether the player has accepted the proposed match.</summary>
        public bool Accepted;

        internal static Searcher Read(Json json) => new Searcher
        {
            PlayerId = json["player_id"].Text,
            Name = json["name"].Text,
            Class = json["class"].Text,
            Accepted = json["accepted"].Bool,
        };
    }

    /// <summary>A match that all its players have to accept. Who they are shows once all have.</summary>
    public sealed class MatchOffer
    {
        public string MatchId;
        public string Difficulty;
        /// <summary>"" for none in particular.</summary>
        public string Region;
        public int Teams;
        /// <summary>The players of all teams, and those of them who have accepted.</summary>
        public int Players;
        public int Accepted;
        /// <summary>Whoever has not accepted by then leaves the queue.</summary>
        public DateTimeOffset DeadlineAt;

        internal static MatchOffer Read(Json json) => new MatchOffer
        {
            MatchId = json["match_id"].Text,
            Difficulty = json["difficulty"].Text,
            Region = json["region"].Text,
            Teams = json["teams"].Int,
            Players = json["players"].Int,
            Accepted = json["accepted"].Int,
            DeadlineAt = json["deadline_at"].Time,
        };
    }

    /// <summary>Why a ticket still waits.</summary>
    public sealed class QueueExplanation
    {
        /// <summary>From 1, among the tickets of its game type.</summary>
        public int Place;
        /// <summary>Players in the queue, and those who may suit by now, the ticket's own included.</summary>
        public int WaitingPlayers;
        public int SuitablePlayers;
        /// <summary>How long the last matches like it took; null if there were none.</summary>
        public TimeSpan? RecentWait;
        public HoldUp HoldUp;
        /// <summary>What changes next by waiting; null if nothing does.</summary>
        public Widening Widening;
        /// <summary>The hold-up and the widening in a sentence, such as "no healer in eu-west; widening to eu-central in 12 s".</summary>
        public string Text;

        internal static QueueExplanation Read(Json json) => new QueueExplanation
        {
            Place = json["place"].Int,
            WaitingPlayers = json["waiting_players"].Int,
            SuitablePlayers = json["suitable_players"].Int,
            RecentWait = json["recent_wait_ms"].IsNull ? (TimeSpan?)null : TimeSpan.FromMilliseconds(json["recent_wait_ms"].Double),
            HoldUp = HoldUp.Read(json["hold_up"]),
            Widening = json["widening"].IsNull ? null : Widening.Read(json["widening"]),
            Text = json["text"].Text,
        };
    }

    /// <summary>What holds a ticket up.</summary>
    public sealed class HoldUp
    {
        /// <summary>
        /// "too_few" players want to play this, "class_missing": too few of a class, "rating": too few near in rating, "patience": it holds out for a full party for a few seconds, or
        /// "others_differ" in tags, language or size.
        /// </summary>
        public string Reason;
        /// <summary>"" for anywhere.</summary>
        public string Region;
        /// <summary>The class that is missing; null for other reasons.</summary>
        public string Class;
        /// <summary>Players that there are, and that it takes; null where the reason is not a number of players.</summary>
        public int? Have;
        public int? Need;

        internal static HoldUp Read(Json json) => new HoldUp
        {
            Reason = json["reason"].Text,
            Region = json["region"].Text,
            Class = json["class"].Text,
            Have = json["have"].IntOrNull,
            Need = json["need"].IntOrNull,
        };
    }

    /// <summary>What a ticket gains by waiting: a further region, or a wish that is dropped.</summary>
    public sealed class Widening
    {
        /// <summary>The wish that gives way, by its name in <see cref="GroupSearch.GivesWay"/>.</summary>
        public string Wish;
        /// <summary>The further region; null if the wish is dropped.</summary>
        public string Region;
        public int InSeconds;

        internal static Widening Read(Json json) => new Widening
        {
            Wish = json["wish"].Text,
            Region = json["region"].Text,
            InSeconds = json["in_s"].Int,
        };
    }
}
