// Made by `npm run codegen` from src/rooms/schema. Do not edit.
//
// One set of classes for the Unity SDK 0.18 and 0.17: both read the same attributes and types.

namespace Muster.Schema {
    /// <summary>Whom or what a start waits for; player_id is empty where it is the party itself.</summary>
    public partial class StartBlockerState : global::Colyseus.Schema.Schema {
#if UNITY_5_3_OR_NEWER
        [global::UnityEngine.Scripting.Preserve]
#endif
        public StartBlockerState() { }

        [global::Colyseus.Schema.Type(0, "string")]
        public string player_id = "";

        [global::Colyseus.Schema.Type(1, "string")]
        public string reason = "";
    }
}
