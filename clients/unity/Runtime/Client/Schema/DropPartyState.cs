// Made by `npm run codegen` from src/rooms/schema. Do not edit.
//
// One set of classes for the Unity SDK 0.18 and 0.17: both read the same attributes and types.

namespace Muster.Schema {
    /// <summary>A running drop party.</summary>
    public partial class DropPartyState : global::Colyseus.Schema.Schema {
#if UNITY_5_3_OR_NEWER
        [global::UnityEngine.Scripting.Preserve]
#endif
        public DropPartyState() { }

        [global::Colyseus.Schema.Type(0, "uint32")]
        public uint id = 0;

        [global::Colyseus.Schema.Type(1, "uint16")]
        public ushort world = 0;

        /// <summary>Epoch milliseconds.</summary>
        [global::Colyseus.Schema.Type(2, "float64")]
        public double started_at = 0;

        /// <summary>Epoch milliseconds.</summary>
        [global::Colyseus.Schema.Type(3, "float64")]
        public double last_drop_at = 0;

        /// <summary>Epoch milliseconds: when it is over if nothing more drops.</summary>
        [global::Colyseus.Schema.Type(4, "float64")]
        public double ends_at = 0;

        [global::Colyseus.Schema.Type(5, "uint32")]
        public uint total_drops = 0;

        /// <summary>In GP.</summary>
        [global::Colyseus.Schema.Type(6, "float64")]
        public double total_value = 0;

        /// <summary>In GP, rounded down.</summary>
        [global::Colyseus.Schema.Type(7, "float64")]
        public double avg_drop = 0;

        [global::Colyseus.Schema.Type(8, "uint32")]
        public uint witnesses = 0;

        /// <summary>The type of its world, such as <c>pvp</c>; empty while no drop has said it.</summary>
        [global::Colyseus.Schema.Type(9, "string")]
        public string world_type = "";
    }
}
