package dev.muster.runelite;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** How long to pause after a failure, in milliseconds. */
final class Waits {
    private static final long BACKOFF_BASE_MS = 200;
    /** No client is silent for longer than this after an outage. */
    private static final long BACKOFF_MS_MAX = 10_000;
    /** The random pause could be 0, and a retry should never be immediate. */
    private static final long BACKOFF_MS_MIN = 50;
    /** The limit for Retry-After: a wrong header should not silence a client for days. */
    private static final long RETRY_AFTER_MS_MAX = 600_000;

    private Waits() {}

    /** A random pause up to a limit that doubles with each failure in a row, so that clients which failed together do not retry together. */
    static long backoffMs(int failures, double random) {
        long boundMs = Math.min(BACKOFF_MS_MAX, BACKOFF_BASE_MS << Math.min(failures, 10));
        return Math.max(BACKOFF_MS_MIN, (long) (random * boundMs));
    }

    /** The pause that Retry-After asks for, in seconds or as a date; 0 if it is missing or invalid. */
    static long retryAfterMs(Transport.Answer answer, long epochMs) {
        String value = answer.header.apply("Retry-After");
        if (value == null) return 0;
        if (value.matches("\\d+")) {
            return value.length() > 6 ? RETRY_AFTER_MS_MAX : Math.min(RETRY_AFTER_MS_MAX, 1000 * Long.parseLong(value));
        }
        Long until = epochMsOf(value);
        if (until == null) return 0;
        // Relative to the server's Date, if it sends one: the computer's clock may be wrong.
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
