package dev.muster.runelite;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether a batch is done after an answer, and with what results. */
final class Verdict {
    enum Next {
        /** Every report has its result. */
        DONE,
        /** A retry of the same batch may succeed. */
        AGAIN,
        /** No retry will succeed. */
        GIVE_UP
    }

    private static final int REASON_LENGTH_MAX = 300;
    /** Transient rejections: with the same Idempotency-Key the server continues where it stopped. */
    private static final Set<String> TRANSIENT = Set.of("storage_unavailable", "shutting_down", "internal");

    final Next next;
    /** One per report, in their order; empty if there are none. */
    final List<Map<?, ?>> results;
    /** The error message, or null. */
    final String error;
    /** How long the server asks to wait; 0 if it does not. */
    final long retryAfterMs;

    private Verdict(Next next, List<Map<?, ?>> results, String error, long retryAfterMs) {
        this.next = next;
        this.results = results;
        this.error = error;
        this.retryAfterMs = retryAfterMs;
    }

    static Verdict failed(Exception e) {
        String error = e.getClass().getSimpleName();
        if (e.getMessage() != null) error += ": " + e.getMessage();
        else if (e.getCause() != null) error += " (" + e.getCause().getClass().getSimpleName() + ")";
        return new Verdict(Next.AGAIN, List.of(), shortened(error), 0);
    }

    static Verdict of(Transport.Answer answer, int reports, long epochMs) {
        int status = answer.status;
        if (status == 200) return ofResults(answer.body, reports);
        boolean isTransient = status == 408 || status == 429 || status >= 500;
        long retryAfterMs = Waits.retryAfterMs(answer, epochMs);
        return new Verdict(isTransient ? Next.AGAIN : Next.GIVE_UP, List.of(), "HTTP " + status + reason(answer), retryAfterMs);
    }

    static String text(Map<?, ?> object, String field) {
        Object value = object.get(field);
        return value instanceof String ? (String) value : "";
    }

    private static Verdict ofResults(String body, int reports) {
        List<Map<?, ?>> results = resultsIn(body);
        if (results.size() != reports) {
            return new Verdict(Next.GIVE_UP, List.of(), "HTTP 200, but not from a Muster server: is the address right?", 0);
        }
        for (Map<?, ?> result : results) {
            if (TRANSIENT.contains(text(result, "kind"))) return new Verdict(Next.AGAIN, results, shortened(text(result, "error")), 0);
        }
        return new Verdict(Next.DONE, results, null, 0);
    }

    private static List<Map<?, ?>> resultsIn(String body) {
        Object results = objectIn(body).get("results");
        if (!(results instanceof List)) return List.of();
        List<Map<?, ?>> maps = new ArrayList<>();
        for (Object result : (List<?>) results) maps.add(result instanceof Map ? (Map<?, ?>) result : Map.of());
        return maps;
    }

    private static String reason(Transport.Answer answer) {
        String location = answer.header.apply("Location");
        if (answer.status / 100 == 3) return " to " + shortened(location) + ", which is not followed: is the address right?";
        String error = text(objectIn(answer.body), "error");
        return error.isEmpty() ? "" : ": " + shortened(error);
    }

    private static Map<?, ?> objectIn(String body) {
        try {
            Object read = Json.read(body);
            return read instanceof Map ? (Map<?, ?>) read : Map.of();
        } catch (IllegalArgumentException notJson) {
            return Map.of();
        }
    }

    /** One line of limited length: the text is untrusted, and goes to a log. */
    private static String shortened(String text) {
        if (text == null) return "nowhere";
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() > REASON_LENGTH_MAX ? line.substring(0, REASON_LENGTH_MAX) : line;
    }
}
