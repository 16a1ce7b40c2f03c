package dev.muster.runelite;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** How long to wait after what went wrong. Milliseconds. */
final class Waits {
    private static final long BACKOFF_BASE_MS = 200;
    /** So that after an outage nobody is silent for longer. */
    private static final long BACKOFF_MS_MAX = 10_000;
    /** Never at once: chance may say 0. */
    private static final long BACKOFF_MS_MIN = 50;
    /** What a server may ask for with Retry-After: a slip there should not silence a client for days. */
    private static final long RETRY_AFTER_MS_MAX = 600_000;

    private Waits() {}

    /** Anything up to a bound that doubles with each failure in a row, so that clients which failed together do not return together. */
    static long backoffMs(int failures, double random) {
        long boundMs = Math.min(BACKOFF_MS_MAX, BACKOFF_BASE_MS << Math.min(failures, 10));
        return Math.max(BACKOFF_MS_MIN, (long) (random * boundMs));
    }

    /** What Retry-After asks for, in seconds or as a date; 0 where it says nothing that can be read. */
    static long retryAfterMs(Transport.Answer answer, long epochMs) {
        String value = answer.header.apply("Retry-After");
        if (value == null) return 0;
        if (value.matches("\\d+")) {
            return value.length() > 6 ? RETRY_AFTER_MS_MAX : Math.min(RETRY_AFTER_MS_MAX, 1000 * Long.parseLong(value));
        }
        Long until = epochMsOf(value);
        if (until == null) return 0;
        // By the server's own clock where it says the time: the computer's may be wrong.
        Long now = epochMsOf(answer.header.apply("Date"));
        return Math.max(0, Math.min(RETRY_AFTER_MS_MAX, until - (now == null ? epochMs : now)));
    }

    private static Long epochMsOf(String httpDate) {
        if (httpDate == null) return null;
        try {
            return ZonedDateTime.parse(httpDate, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant().toEpochMilli();
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
