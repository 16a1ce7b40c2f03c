// Made by `npm run codegen` from src/rooms/schema. Do not edit.
//
// One set of classes for the Unity SDK 0.18 and 0.17: both read the same attributes and types.

namespace Muster.Schema {
    /// <summary>All active parties, keyed by world.</summary>
    public partial class DropBoardState : global::Colyseus.Schema.Schema {
#if UNITY_5_3_OR_NEWER
        [global::UnityEngine.Scripting.Preserve]
#endif
        public DropBoardState() { }

        [global::Colyseus.Schema.Type(0, "map", typeof(global::Colyseus.Schema.MapSchema<DropPartyState>))]
        public global::Colyseus.Schema.MapSchema<DropPartyState> parties = null;
    }
}
