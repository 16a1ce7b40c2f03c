// Made by `npm run codegen` from src/rooms/schema. Do not edit.
//
// One set of classes for the Unity SDK 0.18 and 0.17: both read the same attributes and types.

namespace Muster.Schema {
    /// <summary>One run. Times are 0 where it has not come to that; strings are empty likewise.</summary>
    public partial class SessionState : global::Colyseus.Schema.Schema {
#if UNITY_5_3_OR_NEWER
        [global::UnityEngine.Scripting.Preserve]
#endif
        public SessionState() { }

        [global::Colyseus.Schema.Type(0, "string")]
        public string session_id = "";

        [global::Colyseus.Schema.Type(1, "string")]
        public string party_id = "";

        /// <summary><c>waiting</c>, <c>in_progress</c> or <c>complete</c>.</summary>
        [global::Colyseus.Schema.Type(2, "string")]
        public string status = "waiting";

        [global::Colyseus.Schema.Type(3, "string")]
        public string leader_id = "";

        [global::Colyseus.Schema.Type(4, "string")]
        public string game_type = "";

        [global::Colyseus.Schema.Type(5, "string")]
        public string difficulty = "";

        [global::Colyseus.Schema.Type(6, "uint32")]
        public uint seed = 0;

        [global::Colyseus.Schema.Type(7, "int32")]
        public int current_floor = 0;

        [global::Colyseus.Schema.Type(8, "ref", typeof(PositionState))]
        public PositionState current_position = null;

        /// <summary>Free-form, as JSON.</summary>
        [global::Colyseus.Schema.Type(9, "string")]
        public string progress = "{}";

        /// <summary>A whole number, one more with each change.</summary>
        [global::Colyseus.Schema.Type(10, "float64")]
        public double version = 0;

        /// <summary>Epoch milliseconds.</summary>
        [global::Colyseus.Schema.Type(11, "float64")]
        public double created_at = 0;

        /// <summary>Epoch milliseconds.</summary>
        [global::Colyseus.Schema.Type(12, "float64")]
        public double ready_deadline_at = 0;

        /// <summary>Epoch milliseconds.</summary>
        [global::Colyseus.Schema.Type(13, "float64")]
        public double started_at = 0;

        /// <summary>Epoch milliseconds.</summary>
        [global::Colyseus.Schema.Type(14, "float64")]
        public double completed_at = 0;

        /// <summary><c>completed</c>, <c>failed</c> or <c>abandoned</c>.</summary>
        [global::Colyseus.Schema.Type(15, "string")]
        public string outcome = "";

        /// <summary>Free-form, as JSON.</summary>
        [global::Colyseus.Schema.Type(16, "string")]
        public string result = "null";

        /// <summary>Keyed by player_id.</summary>
        [global::Colyseus.Schema.Type(17, "map", typeof(global::Colyseus.Schema.MapSchema<SessionPlayerState>))]
        public global::Colyseus.Schema.MapSchema<SessionPlayerState> players = null;
    }
}
