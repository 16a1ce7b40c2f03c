using System;
using System.Collections;
using System.Collections.Generic;
using System.Reflection;

namespace Colyseus.Schema
{
    /// <summary>Not in the SDK: the callbacks on a state, which is updated from that of the test's JavaScript SDK.</summary>
    public sealed class Watched
    {
        internal const string AnyField = "*";
        internal const string Added = "+";
        internal const string Changed = "~";
        internal const string Removed = "-";

        private readonly Dictionary<(object, string), List<Delegate>> handlers = new Dictionary<(object, string), List<Delegate>>();

        internal interface IMap
        {
            System.Type ChildType { get; }

            IDictionary Items { get; }
        }

        internal Action Add(object instance, string what, Delegate handler)
        {
            if (!handlers.TryGetValue((instance, what), out var list)) handlers[(instance, what)] = list = new List<Delegate>();
            list.Add(handler);
            return () => list.Remove(handler);
        }

        /// <summary>Sets the values of an instance, and calls its callbacks.</summary>
        internal void Apply(Schema instance, IDictionary values)
        {
            var hasChanged = false;
            foreach (var field in instance.GetType().GetFields())
            {
                if (field.GetCustomAttribute<Type>() == null || !values.Contains(field.Name)) continue;
                var before = field.GetValue(instance);
                var value = values[field.Name];
                if (value is IDictionary fields) ApplyStructure(instance, field, fields);
                else field.SetValue(instance, value == null ? null : Convert.ChangeType(value, field.FieldType));
                var after = field.GetValue(instance);
                if (Equals(before, after)) continue;
                hasChanged = true;
                Tell(instance, field.Name, after, before);
            }
            if (hasChanged) Tell(instance, AnyField);
        }

        private void ApplyStructure(Schema instance, FieldInfo field, IDictionary values)
        {
            if (field.GetValue(instance) == null) field.SetValue(instance, Activator.CreateInstance(field.FieldType));
            var structure = field.GetValue(instance);
            if (structure is IMap map) ApplyMap(instance, field.Name, map, values);
            else Apply((Schema)structure, values);
        }

        private void ApplyMap(Schema instance, string name, IMap map, IDictionary values)
        {
            foreach (var key in new ArrayList(map.Items.Keys))
            {
                if (values.Contains(key)) continue;
                var gone = map.Items[key];
                map.Items.Remove(key);
                Tell(instance, name + Removed, key, gone);
            }
            foreach (DictionaryEntry entry in values)
            {
                var isNew = !map.Items.Contains(entry.Key);
                var child = (Schema)(isNew ? Activator.CreateInstance(map.ChildType) : map.Items[entry.Key]);
                Apply(child, (IDictionary)entry.Value);
                if (!isNew) continue;
                map.Items[entry.Key] = child;
                Tell(instance, name + Added, entry.Key, child);
                Tell(instance, name + Changed, entry.Key, child);
            }
        }

        private void Tell(object instance, string what, params object[] arguments)
        {
            if (!handlers.TryGetValue((instance, what), out var list)) return;
            foreach (var handler in list.ToArray()) handler.DynamicInvoke(arguments);
        }
    }
}
