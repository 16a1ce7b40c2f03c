package dev.muster.runelite;

import java.util.concurrent.TimeUnit;

/** What time it is, and waiting for it. Tests have their own. */
interface Time {
    /** Milliseconds of a clock that nobody sets: only differences mean something. */
    long nowMs();

    /** Epoch milliseconds by the computer's clock, which may be wrong. */
    long epochMs();

    /** Waits until `monitor`, which the caller holds, is notified or the time is over. May return early. */
    void await(Object monitor, long ms) throws InterruptedException;

    Time SYSTEM = new Time() {
        @Override
        public long nowMs() {
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        }

        @Override
        public long epochMs() {
            return System.currentTimeMillis();
        }

        @Override
        public void await(Object monitor, long ms) throws InterruptedException {
            monitor.wait(ms);
        }
    };
}
