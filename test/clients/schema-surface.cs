// The types of Unity and the Colyseus SDK that the generated classes need to compile.
namespace Colyseus.Schema
{
    [System.AttributeUsage(System.AttributeTargets.Field)]
    public class Type : System.Attribute
    {
        public Type(int index, string type, System.Type childType = null, string childPrimitiveType = null) { }
    }

    public class Schema { }

    public class MapSchema<T> { }
}

namespace UnityEngine.Scripting
{
    public class PreserveAttribute : System.Attribute { }
}
