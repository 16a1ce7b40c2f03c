using System;
using System.Collections.Generic;

namespace Muster
{
    /// <summary>A run, as lists show it.</summary>
    public class ListedSession
    {
        public string SessionId;
        public string PartyId;
        public string Lobby;
        /// <summary>The ids of the players who have not left, in joining order.</summary>
        public List<string> Party;
        /// <summary>"waiting", "in_progress" or "complete"; it never goes back.</summary>
        public string Status;
        /// <summary>Null when everybody has left.</summary>
        public string LeaderId;
        /// <summary>"solo", "coop" or "pvp".</summary>
        public string GameType;
        /// <summary>The game's own word.</summary>
        public string Difficulty;
        public int CurrentFloor;
        /// <summary>One more with each change.</summary>
        public long Version;
        public DateTimeOffset CreatedAt;
        /// <summary>When it left "waiting"; null before.</summary>
        public DateTimeOffset? StartedAt;

        internal static ListedSession Read(Json json) => Fill(new ListedSession(), json);

        internal static T Fill<T>(T session, Json json) where T : ListedSession
        {
            session.SessionId = json["session_id"].Text;
            session.PartyId = json["party_id"].Text;
            session.Lobby = json["lobby"].Text;
            session.Party = json["party"].Texts;
            session.Status = json["status"].Text;
            session.LeaderId = json["leader_id"].Text;
            session.GameType = json["game_type"].Text;
            session.Difficulty = json["difficulty"].Text;
            session.CurrentFloor = json["current_floor"].Int;
            session.Version = json["version"].Long;
            session.CreatedAt = json["created_at"].Time;
            session.StartedAt = json["started_at"].TimeOrNull;
            return session;
        }
    }

    /// <summary>A run.</summary>
    public sealed class DungeonSession : ListedSession
    {
        /// <summary>All that ever were in it, in joining order.</summary>
        public List<SessionPlayer> Players;
        /// <summary>What every client grows the same dungeon from. For UnityEngine.Random.InitState: unchecked((int)Seed).</summary>
        public uint Seed;
        public Position CurrentPosition;
        /// <summary>The game's own account of the run, a JSON object as text.</summary>
        public string ProgressJson;
        /// <summary>When it starts without those who are missing.</summary>
        public DateTimeOffset ReadyDeadlineAt;
        /// <summary>The ids of those who were not there or not ready when it started.</summary>
        public List<string> Missing;
        /// <summary>Null before the end.</summary>
        public DateTimeOffset? CompletedAt;
        /// <summary>"completed", "failed" or "abandoned"; null before the end.</summary>
        public string Outcome;
        /// <summary>The game's own, as JSON text; null before the end, or if there is none.</summary>
        public string ResultJson;
        public DateTimeOffset UpdatedAt;

        internal static new DungeonSession Read(Json json) => Fill(new DungeonSession
        {
            Players = json["players"].List(SessionPlayer.Read),
            Seed = (uint)json["seed"].Long,
            CurrentPosition = Position.Read(json["current_position"]),
            ProgressJson = json["progress"].TextOfJson,
            ReadyDeadlineAt = json["ready_deadline_at"].Time,
            Missing = json["missing"].Texts,
            CompletedAt = json["completed_at"].TimeOrNull,
            Outcome = json["outcome"].Text,
            ResultJson = json["result"].TextOfJson,
            UpdatedAt = json["updated_at"].Time,
        }, json);
    }

    public sealed class SessionPlayer
    {
        public string PlayerId;
        public string Name;
        /// <summary>The game's own word for what the player plays, or null.</summary>
        public string Class;
        public bool Ready;
        public bool Connected;
        /// <summary>Whether the player has left for good.</summary>
        public bool Left;
        /// <summary>The player's free-form data as JSON text; null for who is no player of the session.</summary>
        public string DataJson;

        internal static SessionPlayer Read(Json json) => new SessionPlayer
        {
            PlayerId = json["player_id"].Text,
            Name = json["name"].Text,
            Class = json["class"].Text,
            Ready = json["ready"].Bool,
            Connected = json["connected"].Bool,
            Left = json["left"].Bool,
            DataJson = json["data"].TextOfJson,
        };
    }

    /// <summary>Where the party is, in the game's own units.</summary>
    public struct Position
    {
        public double X;
        public double Y;

        public Position(double x, double y)
        {
            X = x;
            Y = y;
        }

        internal static Position Read(Json json) => new Position(json["x"].Double, json["y"].Double);
    }

    public sealed class SessionPage
    {
        public List<ListedSession> Sessions;
        /// <summary>Give it as cursor to get what follows. Null on the last page.</summary>
        public string NextCursor;

        internal static SessionPage Read(Json json) => new SessionPage
        {
            Sessions = json["sessions"].List(ListedSession.Read),
            NextCursor = json["next_cursor"].Text,
        };
    }
}
