// Made by `npm run codegen` from src/rooms/schema. Do not edit.
//
// One set of classes for the Unity SDK 0.18 and 0.17: both read the same attributes and types.

namespace Muster.Schema {
    /// <summary>A drop of a running party.</summary>
    public partial class DropState : global::Colyseus.Schema.Schema {
#if UNITY_5_3_OR_NEWER
        [global::UnityEngine.Scripting.Preserve]
#endif
        public DropState() { }

        /// <summary>From 1, in the order they fell.</summary>
        [global::Colyseus.Schema.Type(0, "uint32")]
        public uint number = 0;

        [global::Colyseus.Schema.Type(1, "uint32")]
        public uint item_id = 0;

        [global::Colyseus.Schema.Type(2, "string")]
        public string item_name = "";

        [global::Colyseus.Schema.Type(3, "uint32")]
        public uint quantity = 0;

        /// <summary>Of the whole drop, in GP.</summary>
        [global::Colyseus.Schema.Type(4, "float64")]
        public double value = 0;

        /// <summary>Epoch milliseconds.</summary>
        [global::Colyseus.Schema.Type(5, "float64")]
        public double dropped_at = 0;

        /// <summary>Clients that saw it.</summary>
        [global::Colyseus.Schema.Type(6, "uint32")]
        public uint witnesses = 0;
    }
}
