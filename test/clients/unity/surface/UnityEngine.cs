// The part of the public API of UnityEngine 2021.3 that Muster's package and samples use, with its signatures. Nothing is drawn.

using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace UnityEngine
{
    public class Object
    {
    }

    public class Component : Object
    {
    }

    public class Behaviour : Component
    {
    }

    public class MonoBehaviour : Behaviour
    {
    }

    [AttributeUsage(AttributeTargets.Field)]
    public sealed class SerializeField : Attribute
    {
    }

    public static class Debug
    {
        [ThreadStatic] private static Action<object> console;

        /// <summary>Not in Unity: the console of the player on this thread.</summary>
        internal static Action<object> Console
        {
            get => console ?? System.Console.Error.WriteLine;
            set => console = value;
        }

        public static void Log(object message) => Console(message);

        public static void LogWarning(object message) => Console(message);

        public static void LogError(object message) => Console(message);

        public static void LogException(Exception exception) => Console(exception);
    }

    public static class Time
    {
        [ThreadStatic] private static Stopwatch sinceStartup;
        [ThreadStatic] private static double ahead;

        public static double realtimeSinceStartupAsDouble => SinceStartup.Elapsed.TotalSeconds + ahead;

        private static Stopwatch SinceStartup => sinceStartup ?? (sinceStartup = Stopwatch.StartNew());

        /// <summary>Not in Unity: from now on time passes only by Advance, for the player on this thread.</summary>
        internal static void StandStill() => SinceStartup.Stop();

        internal static void Advance(double seconds) => ahead += seconds;
    }

    public static class Random
    {
        public static void InitState(int seed)
        {
        }
    }

    public static class JsonUtility
    {
        public static string ToJson(object obj) => throw new NotSupportedException("the tests have no UnityEngine");

        public static T FromJson<T>(string json) => throw new NotSupportedException("the tests have no UnityEngine");
    }

    public static class PlayerPrefs
    {
        private static readonly Dictionary<string, string> Texts = new Dictionary<string, string>();

        public static string GetString(string key) => Texts.TryGetValue(key, out var value) ? value : "";

        public static void SetString(string key, string value) => Texts[key] = value;

        public static void DeleteKey(string key) => Texts.Remove(key);

        public static void Save()
        {
        }
    }

    public struct Rect
    {
        public Rect(float x, float y, float width, float height)
        {
        }
    }

    public static class Screen
    {
        public static int height => 0;
    }

    public static class GUI
    {
        public static bool enabled { get; set; }
    }

    public class GUILayoutOption
    {
    }

    public static class GUILayout
    {
        public static void BeginArea(Rect screenRect)
        {
        }

        public static void EndArea()
        {
        }

        public static void BeginHorizontal(params GUILayoutOption[] options)
        {
        }

        public static void EndHorizontal()
        {
        }

        public static void Label(string text, params GUILayoutOption[] options)
        {
        }

        public static bool Button(string text, params GUILayoutOption[] options) => false;

        public static string TextField(string text, int maxLength, params GUILayoutOption[] options) => text;
    }
}

namespace UnityEngine.Scripting
{
    [AttributeUsage(AttributeTargets.All)]
    public class PreserveAttribute : Attribute
    {
    }
}
