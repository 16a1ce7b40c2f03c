// Made by `npm run codegen` from src/rooms/schema. Do not edit.
//
// One set of classes for the Unity SDK 0.18 and 0.17: both read the same attributes and types.

namespace Muster.Schema {
    /// <summary>In the game's own units.</summary>
    public partial class PositionState : global::Colyseus.Schema.Schema {
#if UNITY_5_3_OR_NEWER
        [global::UnityEngine.Scripting.Preserve]
#endif
        public PositionState() { }

        [global::Colyseus.Schema.Type(0, "float64")]
        public double x = 0;

        [global::Colyseus.Schema.Type(1, "float64")]
        public double y = 0;
    }
}
