// Made by `npm run codegen` from src/rooms/schema. Do not edit.
//
// One set of classes for the Unity SDK 0.18 and 0.17: both read the same attributes and types.

namespace Muster.Schema {
    /// <summary>A public party. Strings are empty where there is nothing: no leader, no run.</summary>
    public partial class PartyState : global::Colyseus.Schema.Schema {
#if UNITY_5_3_OR_NEWER
        [global::UnityEngine.Scripting.Preserve]
#endif
        public PartyState() { }

        [global::Colyseus.Schema.Type(0, "string")]
        public string party_id = "";

        [global::Colyseus.Schema.Type(1, "string")]
        public string name = "";

        [global::Colyseus.Schema.Type(2, "string")]
        public string leader_id = "";

        [global::Colyseus.Schema.Type(3, "uint8")]
        public byte player_count = 0;

        [global::Colyseus.Schema.Type(4, "uint8")]
        public byte max_players = 0;

        [global::Colyseus.Schema.Type(5, "string")]
        public string game_type = "";

        [global::Colyseus.Schema.Type(6, "string")]
        public string difficulty = "";

        [global::Colyseus.Schema.Type(7, "boolean")]
        public bool locked = false;

        [global::Colyseus.Schema.Type(8, "boolean")]
        public bool has_password = false;

        [global::Colyseus.Schema.Type(9, "boolean")]
        public bool can_start = false;

        [global::Colyseus.Schema.Type(10, "string")]
        public string session_id = "";

        /// <summary>A whole number, one more with each change.</summary>
        [global::Colyseus.Schema.Type(11, "float64")]
        public double version = 0;

        /// <summary>Epoch milliseconds.</summary>
        [global::Colyseus.Schema.Type(12, "float64")]
        public double created_at = 0;

        /// <summary>Epoch milliseconds.</summary>
        [global::Colyseus.Schema.Type(13, "float64")]
        public double updated_at = 0;

        /// <summary>Keyed by player_id.</summary>
        [global::Colyseus.Schema.Type(14, "map", typeof(global::Colyseus.Schema.MapSchema<PartyMemberState>))]
        public global::Colyseus.Schema.MapSchema<PartyMemberState> members = null;

        /// <summary>What holds a start, keyed by player_id.</summary>
        [global::Colyseus.Schema.Type(15, "map", typeof(global::Colyseus.Schema.MapSchema<StartBlockerState>))]
        public global::Colyseus.Schema.MapSchema<StartBlockerState> blockers = null;

        /// <summary>The game's own word for where the party plays; empty for none.</summary>
        [global::Colyseus.Schema.Type(16, "string")]
        public string region = "";
    }
}
