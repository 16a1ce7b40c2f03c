package dev.muster.runelite;

import java.util.concurrent.TimeUnit;

/** Clocks and waiting, which tests replace. */
interface Time {
    /** Milliseconds of a monotonic clock: only differences have a meaning. */
    long nowMs();

    /** Epoch milliseconds of the computer's clock, which may be wrong. */
    long epochMs();

    /** Waits until `monitor`, which the caller holds, is notified, or the time is over. May return early. */
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
