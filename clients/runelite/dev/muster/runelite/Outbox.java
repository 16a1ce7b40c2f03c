package dev.muster.runelite;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The queue of reports, oldest first. Its lock is held only briefly, never while sending. */
final class Outbox {
    /** Reports in one POST /drops/batch. */
    private static final int BATCH_REPORTS_MAX = 100;
    /** Long enough to gather the reports of one game tick, short enough to send them within 250 ms. */
    private static final long GATHER_MS = 200;

    static final class Waiting {
        final Drop drop;
        final long sinceMs;

        Waiting(Drop drop, long sinceMs) {
            this.drop = drop;
            this.sinceMs = sinceMs;
        }
    }

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final int reportsMax;
    private final long usefulMs;
    private final Time time;
    private final Counters counters;
    private long pausedUntilMs;
    private boolean pausedByServer = false;
    private boolean closed = false;

    Outbox(int reportsMax, long usefulMs, Time time, Counters counters) {
        this.reportsMax = reportsMax;
        this.usefulMs = usefulMs;
        this.time = time;
        this.counters = counters;
        this.pausedUntilMs = time.nowMs();
    }

    /** Returns whether the drop was taken, which is false once the outbox is closed. */
    synchronized boolean add(Drop drop) {
        if (closed) return false;
        if (waiting.size() == reportsMax) {
            waiting.removeFirst();
            counters.add(Counters.Of.DROPPED, 1);
        }
        waiting.addLast(new Waiting(drop, time.nowMs()));
        counters.add(Counters.Of.QUEUED, 1);
        if (waiting.size() == 1 || waiting.size() == BATCH_REPORTS_MAX) notifyAll();
        return true;
    }

    /** Waits for the next batch. It is empty if the outbox is closed and has nothing left that may be sent. */
    synchronized List<Waiting> take() throws InterruptedException {
        while (true) {
            discardExpired();
            if (closed && (waiting.isEmpty() || isPaused())) return List.of();
            long dueMs = waiting.isEmpty() ? Long.MAX_VALUE : dueMs();
            long now = time.nowMs();
            if (dueMs <= now) break;
            time.await(this, dueMs - now);
        }
        List<Waiting> batch = new ArrayList<>();
        while (batch.size() < BATCH_REPORTS_MAX && !waiting.isEmpty()) batch.add(waiting.removeFirst());
        return batch;
    }

    /** Stops sending for this long. `byServer` means that the server asked for it. */
    synchronized void pause(long ms, boolean byServer) {
        pausedUntilMs = time.nowMs() + ms;
        pausedByServer = byServer;
    }

    /** Waits for the end of the pause. Returns false if the outbox was closed before. */
    synchronized boolean awaitPause() throws InterruptedException {
        while (isPaused() && !closed) time.await(this, pausedUntilMs - time.nowMs());
        return !isPaused();
    }

    boolean isExpired(Waiting report) {
        return time.nowMs() - report.sinceMs > usefulMs;
    }

    /** The number of queued reports. */
    synchronized int size() {
        return waiting.size();
    }

    /** Takes no more reports. Queued ones get one more try at once, unless the server asked for a pause. */
    synchronized void close() {
        closed = true;
        if (!pausedByServer) pausedUntilMs = time.nowMs();
        notifyAll();
    }

    /** Gives up on all queued reports. */
    synchronized void abandon() {
        counters.add(Counters.Of.UNDELIVERED, waiting.size());
        waiting.clear();
    }

    private boolean isPaused() {
        return time.nowMs() < pausedUntilMs;
    }

    private long dueMs() {
        boolean atOnce = closed || waiting.size() >= BATCH_REPORTS_MAX;
        return Math.max(pausedUntilMs, atOnce ? time.nowMs() : waiting.getFirst().sinceMs + GATHER_MS);
    }

    private void discardExpired() {
        while (!waiting.isEmpty() && isExpired(waiting.getFirst())) {
            waiting.removeFirst();
            counters.add(Counters.Of.EXPIRED, 1);
        }
    }
}
