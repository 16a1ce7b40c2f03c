package dev.muster.runelite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A small JSON reader and writer for reports and answers, because the JDK has none. */
final class Json {
    /** An answer has 4 levels of nesting. A hostile one must not overflow the stack. */
    private static final int DEPTH_MAX = 16;
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?");

    private final String text;
    private int at = 0;

    private Json(String text) {
        this.text = text;
    }

    /** Appends a quoted string. Unpaired surrogates are escaped too, because UTF-8 cannot encode them. */
    static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else if (c < ' ' || Character.isSurrogate(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    /** Returns a Map, List, String, Double, Boolean or null. Throws IllegalArgumentException for invalid JSON. */
    static Object read(String text) {
        Json json = new Json(text);
        Object value = json.value(0);
        if (json.peek() != 0) throw json.fault("the end");
        return value;
    }

    private Object value(int depth) {
        if (depth > DEPTH_MAX) throw fault("less nesting");
        switch (peek()) {
            case '{': return object(depth);
            case '[': return array(depth);
            case '"': return string();
            case 't': return word("true", Boolean.TRUE);
            case 'f': return word("false", Boolean.FALSE);
            case 'n': return word("null", null);
            default: return number();
        }
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> object = new LinkedHashMap<>();
        take('{');
        if (peek() == '}') return close(object);
        while (true) {
            peek();
            String name = string();
            take(':');
            object.put(name, value(depth + 1));
            if (peek() == '}') return close(object);
            take(',');
        }
    }

    private List<Object> array(int depth) {
        List<Object> array = new ArrayList<>();
        take('[');
        if (peek() == ']') return close(array);
        while (true) {
            array.add(value(depth + 1));
            if (peek() == ']') return close(array);
            take(',');
        }
    }

    private String string() {
        if (at >= text.length() || text.charAt(at++) != '"') throw fault("a string");
        StringBuilder out = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') return out.toString();
            if (c < ' ') throw fault("no control character");
            out.append(c == '\\' ? escaped() : c);
        }
        throw fault("the end of a string");
    }

    private char escaped() {
        char c = at < text.length() ? text.charAt(at++) : 0;
        int plain = "\"\\/bfnrt".indexOf(c);
        if (plain >= 0 && c != 0) return "\"\\/\b\f\n\r\t".charAt(plain);
        if (c != 'u' || !text.substring(at, Math.min(at + 4, text.length())).matches("[0-9a-fA-F]{4}")) throw fault("an escape");
        at += 4;
        return (char) Integer.parseInt(text.substring(at - 4, at), 16);
    }

    private Double number() {
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (!number.lookingAt()) throw fault("a value");
        at = number.end();
        return Double.valueOf(number.group());
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) throw fault(word);
        at += word.length();
        return value;
    }

    /** The next character that is not white space, or 0 at the end. */
    private char peek() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
        return at < text.length() ? text.charAt(at) : 0;
    }

    private void take(char expected) {
        if (peek() != expected) throw fault("'" + expected + "'");
        at++;
    }

    private <T> T close(T value) {
        at++;
        return value;
    }

    private IllegalArgumentException fault(String expected) {
        return new IllegalArgumentException("expected " + expected + " at character " + at);
    }
}
