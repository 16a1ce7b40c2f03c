package dev.muster.runelite;

import java.util.EnumMap;
import java.util.Map;

/** What became of the reports, from the start. Every one that was taken ends as exactly one of those marked with *. */
public final class Counters {
    public enum Of {
        /** Taken to be sent. */
        QUEUED,
        /** Answered by the server: accepted, ignored or rejected. */
        SENT,
        /** * It made a drop. */
        ACCEPTED,
        /** * Somebody else's report made the drop; this one confirmed it. */
        IGNORED,
        /** * The server said no; the reason went to onRejected. */
        REJECTED,
        /** * The queue was full, and it was the oldest. */
        DROPPED,
        /** * It grew too old before the server answered. */
        EXPIRED,
        /** * Given up for another reason: an error that no retry mends, or the time of close() was over. */
        UNDELIVERED,
        /** Never taken: a value was out of bounds, or the reporter was closed. */
        REFUSED,
        /** Batches that were sent again. */
        RETRIES
    }

    private final Map<Of, Long> counts = new EnumMap<>(Of.class);
    private String lastError = null;

    public synchronized long get(Of what) {
        return counts.getOrDefault(what, 0L);
    }

    /** What went wrong last, in words, or null. It stays when all is well again. */
    public synchronized String lastError() {
        return lastError;
    }

    synchronized void add(Of what, long howMany) {
        counts.merge(what, howMany, Long::sum);
    }

    /** All at once, so that nobody sees a report that was sent and came to nothing. */
    synchronized void addAll(Map<Of, Long> more) {
        more.forEach((what, howMany) -> counts.merge(what, howMany, Long::sum));
    }

    synchronized void failed(String error) {
        lastError = error;
    }

    /** Runs a callback: a fault in the plugin's own code must neither end the thread nor reach the game. */
    void guard(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException e) {
            failed("a callback failed: " + e);
        }
    }

    /** One line for a log: what is zero is left out. */
    @Override
    public synchronized String toString() {
        return counts + (lastError == null ? "" : ", last error: " + lastError);
    }
}
