package dev.muster.runelite;

import java.net.URI;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * Reports drops to a Muster server without blocking the caller: `report` queues a drop, and the reporter's own thread sends the queue in
 * batches, within 250 ms. A report that cannot be sent soon is discarded, because a late one would be counted as another drop.
 *
 * <pre>{@code
 * DropReporter reporter = DropReporter.builder(URI.create("https://drops.example.org"))
 *     .transport(new JdkTransport())
 *     .reporterId(UUID.randomUUID().toString())
 *     .build();
 * reporter.report(Drop.priced(444, 1319, "Rune 2h sword", 1, 38052).at(0, 3164, 3486));
 * }</pre>
 */
public final class DropReporter implements AutoCloseable {
    /** How long an interrupted transport may take to notice. */
    private static final long INTERRUPTED_MS_MAX = 200;

    private final Settings settings;
    private final Counters counters = new Counters();
    private final Outbox outbox;
    private final Thread thread;

    private DropReporter(Settings settings) {
        this.settings = settings;
        outbox = new Outbox(settings.queueMax, settings.usefulFor.toMillis(), settings.time, counters);
        thread = new Thread(new Sender(settings, outbox, counters), "muster-drop-reporter");
        thread.setDaemon(true);
    }

    /** `server` is the address without /drops, such as https://drops.example.org. It may have a path. */
    public static Builder builder(URI server) {
        return new Builder(server);
    }

    /** Returns whether the drop was taken. If not, a value is out of bounds or the reporter is closed, and onRejected has been called with the reason. */
    public boolean report(Drop drop) {
        String fault = drop.fault();
        if (fault == null && outbox.add(drop)) return true;
        String reason = fault == null ? "the reporter is closed" : fault;
        counters.failed(reason);
        counters.guard(() -> settings.onRejected.accept(drop, reason));
        counters.add(Counters.Of.REFUSED, 1);
        return false;
    }

    public Counters counters() {
        return counters;
    }

    /** The number of queued reports. */
    public int waiting() {
        return outbox.size();
    }

    /** Sends queued reports, with one more try, and gives up on the rest after closeWithin. The only call that blocks. */
    @Override
    public void close() {
        outbox.close();
        try {
            thread.join(settings.closeWithin.toMillis());
            thread.interrupt();
            thread.join(INTERRUPTED_MS_MAX);
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    /** `transport` and `reporterId` must be set. */
    public static final class Builder {
        private final Settings settings;

        private Builder(URI server) {
            settings = new Settings(server);
        }

        public Builder transport(Transport transport) {
            settings.transport = transport;
            return this;
        }

        /** A random UUID, new at each start of the client, which does not identify the player. The server stores only a salted hash. */
        public Builder reporterId(String reporterId) {
            settings.reporterId = reporterId;
            return this;
        }

        /** The length of the queue. When it is full, a new report replaces the oldest. 1,000 by default. */
        public Builder queueMax(int reports) {
            settings.queueMax = reports;
            return this;
        }

        /** The maximum age of a report when it is sent or retried. 2 s by default: later reports would be counted as other drops. */
        public Builder usefulFor(Duration age) {
            settings.usefulFor = age;
            return this;
        }

        /** How long one try may take, from connecting to the last byte of the answer. 5 s by default. */
        public Builder answerTimeout(Duration timeout) {
            settings.answerTimeout = timeout;
            return this;
        }

        /** How long close() may take. 2 s by default. */
        public Builder closeWithin(Duration time) {
            settings.closeWithin = time;
            return this;
        }

        /** Called for each report that was not taken, on the caller's thread, and for each that the server rejected, on the reporter's thread. */
        public Builder onRejected(BiConsumer<Drop, String> listener) {
            settings.onRejected = listener;
            return this;
        }

        /** Called for each failed try, on the reporter's thread. */
        public Builder onError(Consumer<String> listener) {
            settings.onError = listener;
            return this;
        }

        Builder time(Time time) {
            settings.time = time;
            return this;
        }

        /** Random numbers from 0 to 1. */
        Builder random(DoubleSupplier random) {
            settings.random = random;
            return this;
        }

        public DropReporter build() {
            DropReporter reporter = new DropReporter(settings.checked());
            reporter.thread.start();
            return reporter;
        }
    }
}
