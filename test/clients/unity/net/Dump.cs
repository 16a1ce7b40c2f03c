using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using Muster;

/// <summary>Objects as JSON, by their public fields under the protocol's names: DataJson becomes data, InSeconds in_s, and a TimeSpan has _ms.</summary>
internal static class Dump
{
    public static Json Of(object value)
    {
        if (value == null) return Json.Null;
        if (value is string) return Json.Of((string)value);
        if (value is bool) return Json.Of((bool)value);
        if (value is double) return Json.Of((double)value);
        if (value is TimeSpan) return Json.Of(((TimeSpan)value).TotalMilliseconds);
        if (value is DateTimeOffset) return Json.Of(((DateTimeOffset)value).ToString("yyyy-MM-ddTHH:mm:ss.fffK", CultureInfo.InvariantCulture));
        if (value is IConvertible) return Json.Of(Convert.ToInt64(value));
        if (value is IEnumerable) return Json.Of(((IEnumerable)value).Cast<object>().Select(Of).ToList());
        return Json.Of(value.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance).ToDictionary(Name, field => ValueOf(field, value)));
    }

    public static Json Of(MusterException e)
    {
        return new JsonFields()
            .Add("kind", e.Kind)
            .Add("message", e.Message)
            .Add("status", e.Status)
            .Add("faults", Of((object)e.Faults))
            .Add("retry_after", e.RetryAfter?.TotalSeconds)
            .ToJson();
    }

    private static Json ValueOf(FieldInfo field, object owner)
    {
        var value = field.GetValue(owner);
        return IsJson(field) && value != null ? Json.Parse((string)value) : Of(value);
    }

    private static bool IsJson(FieldInfo field)
    {
        return field.Name.EndsWith("Json");
    }

    private static string Name(FieldInfo field)
    {
        var name = IsJson(field) ? field.Name.Substring(0, field.Name.Length - "Json".Length) : field.Name;
        if (Nullable.GetUnderlyingType(field.FieldType) == typeof(TimeSpan)) name += "Ms";
        name = Regex.Replace(name, "(?<!^)Seconds$", "S");
        return Regex.Replace(name, "(?<!^)([A-Z])", "_$1").ToLowerInvariant();
    }
}
