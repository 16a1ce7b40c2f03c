// Made by `npm run codegen` from src/rooms/schema. Do not edit.
//
// One set of classes for the Unity SDK 0.18 and 0.17: both read the same attributes and types.

namespace Muster.Schema {
    /// <summary>One world. <c>party</c> is null between parties; <c>drops</c> are its newest, keyed by number.</summary>
    public partial class DropTrackerState : global::Colyseus.Schema.Schema {
#if UNITY_5_3_OR_NEWER
        [global::UnityEngine.Scripting.Preserve]
#endif
        public DropTrackerState() { }

        [global::Colyseus.Schema.Type(0, "uint16")]
        public ushort world = 0;

        [global::Colyseus.Schema.Type(1, "ref", typeof(DropPartyState))]
        public DropPartyState party = null;

        [global::Colyseus.Schema.Type(2, "map", typeof(global::Colyseus.Schema.MapSchema<DropState>))]
        public global::Colyseus.Schema.MapSchema<DropState> drops = null;
    }
}
