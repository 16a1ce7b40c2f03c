// The public API of the Colyseus Unity SDK 0.18.0: see Colyseus.cs.

using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;
using System.Linq.Expressions;

namespace Colyseus.Schema
{
    [AttributeUsage(AttributeTargets.Field)]
    public class Type : Attribute
    {
        public string FieldType;
        public int Index;
        public System.Type ChildType;
        public string ChildPrimitiveType;

        public Type(int index, string type, System.Type childType = null, string childPrimitiveType = null)
        {
            Index = index;
            FieldType = type;
            ChildType = childType;
            ChildPrimitiveType = childPrimitiveType;
        }
    }

    public class Schema
    {
    }

#if READ_ONLY_MAPS
    // As in versions of the SDK after 0.18.0.
    public class MapSchema<T> : Watched.IMap, IReadOnlyDictionary<string, T>
    {
        public IEnumerable<string> Keys => items.Keys.Cast<string>();

        public IEnumerable<T> Values => items.Values.Cast<T>();

        public bool ContainsKey(string key) => items.Contains(key);

        public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => Keys.Select(key => new KeyValuePair<string, T>(key, this[key])).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
#else
    public class MapSchema<T> : Watched.IMap
    {
        public ICollection Keys => items.Keys;

        public ICollection Values => items.Values;

        public bool ContainsKey(object key) => items.Contains(key);
#endif

        private readonly OrderedDictionary items = new OrderedDictionary();

        public int Count => items.Count;

        public T this[string key] => TryGetValue(key, out var value) ? value : default(T);

        public bool TryGetValue(string key, out T value)
        {
            value = items.Contains(key) ? (T)items[key] : default(T);
            return items.Contains(key);
        }

        public void ForEach(Action<string, T> action)
        {
            foreach (DictionaryEntry item in items) action((string)item.Key, (T)item.Value);
        }

        public void ForEach(Action<object, object> action)
        {
            foreach (DictionaryEntry item in items) action(item.Key, item.Value);
        }

        System.Type Watched.IMap.ChildType => typeof(T);

        IDictionary Watched.IMap.Items => items;
    }

    public delegate void PropertyChangeEventHandler<T>(T currentValue, T previousValue);

    public delegate void OnInstanceChangeEventHandler();

    public delegate void KeyValueEventHandler<K, T>(K key, T value);

    public class StateCallbackStrategy<TState> where TState : Schema
    {
        private readonly Watched watched;
        private readonly TState state;

        internal StateCallbackStrategy(Watched watched, TState state)
        {
            this.watched = watched;
            this.state = state;
        }

        public Action Listen<TReturn>(Expression<Func<TState, TReturn>> propertyExpression, PropertyChangeEventHandler<TReturn> handler, bool immediate = true) =>
            Listen(state, propertyExpression, handler, immediate);

        public Action Listen<TInstance, TReturn>(TInstance instance, Expression<Func<TInstance, TReturn>> propertyExpression, PropertyChangeEventHandler<TReturn> handler, bool immediate = true) where TInstance : Schema
        {
            var current = propertyExpression.Compile()(instance);
            if (immediate && current != null && !current.Equals(default(TReturn))) handler(current, default(TReturn));
            return watched.Add(instance, NameOf(propertyExpression), handler);
        }

        public Action OnChange<T>(T instance, OnInstanceChangeEventHandler handler) where T : Schema =>
            watched.Add(instance, Watched.AnyField, handler);

        public Action OnAdd<TReturn>(Expression<Func<TState, MapSchema<TReturn>>> propertyExpression, KeyValueEventHandler<string, TReturn> handler, bool immediate = true) =>
            OnAdd(state, propertyExpression, handler, immediate);

        public Action OnAdd<TInstance, TReturn>(TInstance instance, Expression<Func<TInstance, MapSchema<TReturn>>> propertyExpression, KeyValueEventHandler<string, TReturn> handler, bool immediate = true) where TInstance : Schema
        {
            if (immediate) propertyExpression.Compile()(instance)?.ForEach((string key, TReturn value) => handler(key, value));
            return watched.Add(instance, NameOf(propertyExpression) + Watched.Added, handler);
        }

        public Action OnChange<TReturn>(Expression<Func<TState, MapSchema<TReturn>>> propertyExpression, KeyValueEventHandler<string, TReturn> handler) =>
            OnChange(state, propertyExpression, handler);

        public Action OnChange<TInstance, TReturn>(TInstance instance, Expression<Func<TInstance, MapSchema<TReturn>>> propertyExpression, KeyValueEventHandler<string, TReturn> handler) where TInstance : Schema =>
            watched.Add(instance, NameOf(propertyExpression) + Watched.Changed, handler);

        public Action OnRemove<TReturn>(Expression<Func<TState, MapSchema<TReturn>>> propertyExpression, KeyValueEventHandler<string, TReturn> handler) =>
            OnRemove(state, propertyExpression, handler);

        public Action OnRemove<TInstance, TReturn>(TInstance instance, Expression<Func<TInstance, MapSchema<TReturn>>> propertyExpression, KeyValueEventHandler<string, TReturn> handler) where TInstance : Schema =>
            watched.Add(instance, NameOf(propertyExpression) + Watched.Removed, handler);

        private static string NameOf(LambdaExpression expression) => ((MemberExpression)expression.Body).Member.Name;
    }

    public class Callbacks
    {
        public static StateCallbackStrategy<T> Get<T>(Room<T> room) where T : Schema =>
            new StateCallbackStrategy<T>(room.Watched, room.State);
    }
}
