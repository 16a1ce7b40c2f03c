// Made by `npm run codegen` from src/rooms/schema. Do not edit.
//
// One set of classes for the Unity SDK 0.18 and 0.17: both read the same attributes and types.

namespace Muster.Schema {
    /// <summary>A player of a run. <c>class</c> is the game's own word, empty where there is none.</summary>
    public partial class SessionPlayerState : global::Colyseus.Schema.Schema {
#if UNITY_5_3_OR_NEWER
        [global::UnityEngine.Scripting.Preserve]
#endif
        public SessionPlayerState() { }

        [global::Colyseus.Schema.Type(0, "string")]
        public string player_id = "";

        [global::Colyseus.Schema.Type(1, "string")]
        public string name = "";

        [global::Colyseus.Schema.Type(2, "string")]
        public string @class = "";

        /// <summary>Free-form, as JSON.</summary>
        [global::Colyseus.Schema.Type(3, "string")]
        public string data = "{}";

        [global::Colyseus.Schema.Type(4, "boolean")]
        public bool ready = false;

        [global::Colyseus.Schema.Type(5, "boolean")]
        public bool connected = false;

        /// <summary>For good.</summary>
        [global::Colyseus.Schema.Type(6, "boolean")]
        public bool left = false;

        /// <summary>Whether the run started without this player.</summary>
        [global::Colyseus.Schema.Type(7, "boolean")]
        public bool missing = false;

        /// <summary>0 for the longest-standing player.</summary>
        [global::Colyseus.Schema.Type(8, "uint8")]
        public byte place = 0;
    }
}
