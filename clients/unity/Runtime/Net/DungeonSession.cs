using System;
using System.Collections.Generic;

namespace Muster
{
    /// <summary>The record of a dungeon run, as in lists.</summary>
    public class ListedSession
    {
        public string SessionId;
        public string PartyId;
        public string Lobby;
        /// <summary>The ids of the players who have not left, in the order of joining.</summary>
        public List<string> Party;
        /// <summary>"waiting", "in_progress" or "complete", in this order.</summary>
        public string Status;
        /// <summary>Null if everybody has left.</summary>
        public string LeaderId;
        /// <summary>"solo", "coop" or "pvp".</summary>
        public string GameType;
        /// <summary>The game's own word.</summary>
        public string Difficulty;
        public int CurrentFloor;
        /// <summary>Increases by one with each change.</summary>
        public long Version;
        public DateTimeOffset CreatedAt;
        /// <summary>When the session started; null while it is waiting.</summary>
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

    /// <summary>The record of a dungeon run.</summary>
    public sealed class DungeonSession : ListedSession
    {
        /// <summary>All players, including those who have left, in the order of joining.</summary>
        public List<SessionPlayer> Players;
        /// <summary>The teams that play against each other; empty if all play together.</summary>
        public List<SessionTeam> Teams;
        /// <summary>The seed from which every client generates the same dungeon. For UnityEngine.Random.InitState: unchecked((int)Seed).</summary>
        public uint Seed;
        public Position CurrentPosition;
        /// <summary>The game's own progress data: a JSON object as text.</summary>
        public string ProgressJson;
        /// <summary>When the session starts without the players who are missing.</summary>
        public DateTimeOffset ReadyDeadlineAt;
        /// <summary>The ids of the players who were away or not ready at the start.</summary>
        public List<string> Missing;
        /// <summary>Null before the end.</summary>
        public DateTimeOffset? CompletedAt;
        /// <summary>"completed", "failed" or "abandoned"; null before the end.</summary>
        public string Outcome;
        /// <summary>The game's own result as JSON text; null before the end, or if there is none.</summary>
        public string ResultJson;
        public DateTimeOffset UpdatedAt;

        internal static new DungeonSession Read(Json json) => Fill(new DungeonSession
        {
            Players = json["players"].List(SessionPlayer.Read),
            Teams = json["teams"].List(SessionTeam.Read),
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
        /// <summary>The player's free-form data as JSON text; null if the caller is not in the session.</summary>
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

    /// <summary>A team of a pvp match: a party, and the players it had at the start.</summary>
    public sealed class SessionTeam
    {
        public string PartyId;
        public List<string> Players;

        internal static SessionTeam Read(Json json) => new SessionTeam { PartyId = json["party_id"].Text, Players = json["players"].Texts };
    }

    /// <summary>The party's position, in units of the game.</summary>
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
        /// <summary>The cursor of the next page. Null on the last page.</summary>
        public string NextCursor;

        internal static SessionPage Read(Json json) => new SessionPage
        {
            Sessions = json["sessions"].List(ListedSession.Read),
            NextCursor = json["next_cursor"].Text,
        };
    }
}
