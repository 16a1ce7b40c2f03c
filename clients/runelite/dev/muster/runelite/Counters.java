package dev.muster.runelite;

import java.util.EnumMap;
import java.util.Map;

/** Counts the outcomes of all reports since the start. Each report that was taken has exactly one of the outcomes marked with *. */
public final class Counters {
    public enum Of {
        /** Taken, to be sent. */
        QUEUED,
        /** Answered by the server: accepted, ignored or rejected. */
        SENT,
        /** * The report made a drop. */
        ACCEPTED,
        /** * The report confirmed a drop that somebody else had reported. */
        IGNORED,
        /** * The server rejected the report; onRejected got the reason. */
        REJECTED,
        /** * The queue was full, and this was the oldest report. */
        DROPPED,
        /** * The report became too old before the server answered. */
        EXPIRED,
        /** * Given up for another reason: a permanent error, or close() ran out of time. */
        UNDELIVERED,
        /** Not taken: a value was out of bounds, or the reporter was closed. */
        REFUSED,
        /** Batches that were retried. */
        RETRIES
    }

    private final Map<Of, Long> counts = new EnumMap<>(Of.class);
    private String lastError = null;

    public synchronized long get(Of what) {
        return counts.getOrDefault(what, 0L);
    }

    /** The last error message, or null. It is not cleared by later successes. */
    public synchronized String lastError() {
        return lastError;
    }

    synchronized void add(Of what, long howMany) {
        if (howMany > 0) counts.merge(what, howMany, Long::sum);
    }

    /** Atomic, so that nobody sees a report as sent but without an outcome. */
    synchronized void addAll(Map<Of, Long> more) {
        more.forEach((what, howMany) -> counts.merge(what, howMany, Long::sum));
    }

    synchronized void failed(String error) {
        lastError = error;
    }

    /** Runs a callback. An exception from the plugin's own code must not end the thread or reach the game. */
    void guard(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException e) {
            failed("a callback failed: " + e);
        }
    }

    /** One line for a log, without counters that are zero. */
    @Override
    public synchronized String toString() {
        return counts + (lastError == null ? "" : ", last error: " + lastError);
    }
}
