// Made by `npm run codegen` from src/rooms/schema. Do not edit.
//
// One set of classes for the Unity SDK 0.18 and 0.17: both read the same attributes and types.

namespace Muster.Schema {
    /// <summary>A member of a party. <c>class</c> is the game's own word, empty where there is none.</summary>
    public partial class PartyMemberState : global::Colyseus.Schema.Schema {
#if UNITY_5_3_OR_NEWER
        [global::UnityEngine.Scripting.Preserve]
#endif
        public PartyMemberState() { }

        [global::Colyseus.Schema.Type(0, "string")]
        public string player_id = "";

        [global::Colyseus.Schema.Type(1, "string")]
        public string name = "";

        [global::Colyseus.Schema.Type(2, "string")]
        public string @class = "";

        [global::Colyseus.Schema.Type(3, "boolean")]
        public bool ready = false;

        [global::Colyseus.Schema.Type(4, "boolean")]
        public bool connected = false;

        /// <summary>0 for the longest-standing member.</summary>
        [global::Colyseus.Schema.Type(5, "uint8")]
        public byte place = 0;
    }
}
