// What the generated classes need of Unity and of Colyseus's SDK, to see that they compile.
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
