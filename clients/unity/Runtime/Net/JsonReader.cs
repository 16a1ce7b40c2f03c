using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Muster
{
    /// <summary>
    /// Reads JSON as defined by RFC 8259. The platform's own reader (JsonReaderWriterFactory) throws for {"__type":5}, U+FFFF and some unpaired
    /// surrogates, so one player's free-form data could break the clients of others.
    /// </summary>
    internal sealed class JsonReader
    {
        /// <summary>The server takes 16 levels of free-form data, and adds a few around them.</summary>
        private const int DepthMax = 64;

        private readonly string text;
        private int at;
        private int depth;

        public JsonReader(string text)
        {
            this.text = text;
        }

        public Json ReadAll()
        {
            var value = Value();
            SkipSpace();
            if (at < text.Length) throw Unexpected("the end");
            return value;
        }

        private Json Value()
        {
            SkipSpace();
            switch (Peek())
            {
                case '{':
                    return Nested(Object);
                case '[':
                    return Nested(List);
                case '"':
                    return Json.Of(Text());
                case 't':
                    return Word("true", Json.Of(true));
                case 'f':
                    return Word("false", Json.Of(false));
                case 'n':
                    return Word("null", Json.Null);
                default:
                    return Number();
            }
        }

        private Json Nested(Func<Json> read)
        {
            if (++depth > DepthMax) throw new FormatException("JSON is nested deeper than " + DepthMax + " levels");
            at++;
            var value = read();
            depth--;
            return value;
        }

        private Json Object()
        {
            var fields = new Dictionary<string, Json>();
            SkipSpace();
            if (Took('}')) return Json.Of(fields);
            do
            {
                SkipSpace();
                if (Peek() != '"') throw Unexpected("a name");
                var name = Text();
                SkipSpace();
                Take(':');
                fields[name] = Value();
                SkipSpace();
            } while (Took(','));
            Take('}');
            return Json.Of(fields);
        }

        private Json List()
        {
            var items = new List<Json>();
            SkipSpace();
            if (Took(']')) return Json.Of(items);
            do
            {
                items.Add(Value());
                SkipSpace();
            } while (Took(','));
            Take(']');
            return Json.Of(items);
        }

        private string Text()
        {
            var start = ++at;
            while (Peek() != '"' && Peek() != '\\') TakePlain();
            // Nearly all strings have no escapes.
            if (Peek() == '"') return text.Substring(start, at++ - start);
            var unescaped = new StringBuilder(text, start, at - start, 64);
            while (!Took('"')) unescaped.Append(Took('\\') ? Escaped() : TakePlain());
            return unescaped.ToString();
        }

        private char TakePlain()
        {
            var plain = Peek();
            if (plain < ' ') throw Unexpected("text");
            at++;
            return plain;
        }

        private char Escaped()
        {
            const string Letters = "\"\\/bfnrt";
            const string Meant = "\"\\/\b\f\n\r\t";
            var letter = Letters.IndexOf(Peek());
            if (letter >= 0)
            {
                at++;
                return Meant[letter];
            }
            Take('u');
            var hex = text.Substring(at, Math.Min(4, text.Length - at));
            if (hex.Length < 4 || !ushort.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
                throw Unexpected("four hexadecimal digits");
            at += 4;
            return (char)unit;
        }

        private Json Number()
        {
            var start = at;
            Took('-');
            if (!Took('0')) Digits();
            if (Took('.')) Digits();
            if (Took('e') || Took('E'))
            {
                if (!Took('+')) Took('-');
                Digits();
            }
            return Json.OfNumber(text.Substring(start, at - start));
        }

        private void Digits()
        {
            if (!IsDigit(Peek())) throw Unexpected("a value");
            while (IsDigit(Peek())) at++;
        }

        private static bool IsDigit(char unit) => unit >= '0' && unit <= '9';

        private Json Word(string word, Json value)
        {
            if (string.CompareOrdinal(text, at, word, 0, word.Length) != 0) throw Unexpected("a value");
            at += word.Length;
            return value;
        }

        private void SkipSpace()
        {
            while (at < text.Length && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) at++;
        }

        /// <summary>The next character; at the end, one that is never valid.</summary>
        private char Peek() => at < text.Length ? text[at] : '\0';

        private bool Took(char expected)
        {
            if (Peek() != expected) return false;
            at++;
            return true;
        }

        private void Take(char expected)
        {
            if (!Took(expected)) throw Unexpected("'" + expected + "'");
        }

        private FormatException Unexpected(string expected)
        {
            var found = at < text.Length ? "'" + text[at] + "'" : "the end";
            return new FormatException("this is not JSON: expected " + expected + ", not " + found + " at character " + at);
        }
    }
}
