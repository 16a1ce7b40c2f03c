package dev.muster.runelite;

import java.util.List;
import java.util.Map;

/** What Json reads, as JSON again. Strings are quoted by the reporter's own code, so that tests see it. */
final class Written {
    private Written() {}

    static String json(Object value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(Object value, StringBuilder out) {
        if (value instanceof String) {
            Json.quote(out, (String) value);
        } else if (value instanceof List) {
            String separator = "[";
            for (Object item : (List<?>) value) {
                write(item, out.append(separator));
                separator = ",";
            }
            out.append(separator.equals("[") ? "[]" : "]");
        } else if (value instanceof Map) {
            String separator = "{";
            for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                Json.quote(out.append(separator), (String) entry.getKey());
                write(entry.getValue(), out.append(':'));
                separator = ",";
            }
            out.append(separator.equals("{") ? "{}" : "}");
        } else {
            out.append(value);
        }
    }
}
