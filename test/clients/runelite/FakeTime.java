package dev.muster.runelite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A clock that stands still until a test moves it. */
final class FakeTime implements Time {
    private static final long EPOCH_MS = 1_765_281_600_000L;

    private final Map<Object, Long> waiting = new LinkedHashMap<>();
    private long now = 0;

    @Override
    public synchronized long nowMs() {
        return now;
    }

    @Override
    public synchronized long epochMs() {
        return EPOCH_MS + now;
    }

    @Override
    public void await(Object monitor, long ms) throws InterruptedException {
        synchronized (this) {
            waiting.put(monitor, ms > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : now + ms);
        }
        try {
            monitor.wait();
        } finally {
            synchronized (this) {
                waiting.remove(monitor);
            }
        }
    }

    void advance(long ms) {
        List<Object> due = new ArrayList<>();
        synchronized (this) {
            now += ms;
            waiting.forEach((monitor, until) -> {
                if (until <= now) due.add(monitor);
            });
        }
        // A thread holds its monitor from registering until it waits, so no notification is missed.
        for (Object monitor : due) {
            synchronized (monitor) {
                monitor.notifyAll();
            }
        }
    }

    /** How long until the next thread wakes up; -1 if none waits, or only without a limit. */
    synchronized long waitingMs() {
        long next = Long.MAX_VALUE;
        for (long until : waiting.values()) next = Math.min(next, until);
        return next == Long.MAX_VALUE ? -1 : next - now;
    }
}
