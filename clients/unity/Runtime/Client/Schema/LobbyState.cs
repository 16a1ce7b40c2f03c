// Made by `npm run codegen` from src/rooms/schema. Do not edit.
//
// One set of classes for the Unity SDK 0.18 and 0.17: both read the same attributes and types.

namespace Muster.Schema {
    /// <summary>One lobby: its public parties, keyed by party_id.</summary>
    public partial class LobbyState : global::Colyseus.Schema.Schema {
#if UNITY_5_3_OR_NEWER
        [global::UnityEngine.Scripting.Preserve]
#endif
        public LobbyState() { }

        [global::Colyseus.Schema.Type(0, "string")]
        public string name = "";

        [global::Colyseus.Schema.Type(1, "map", typeof(global::Colyseus.Schema.MapSchema<PartyState>))]
        public global::Colyseus.Schema.MapSchema<PartyState> parties = null;
    }
}
