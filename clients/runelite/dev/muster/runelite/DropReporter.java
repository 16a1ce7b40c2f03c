package dev.muster.runelite;

import java.net.URI;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * Tells a Muster server of drops, without ever making the caller wait: `report` puts a drop in a queue, and a thread of its own sends
 * what is there, in batches, within 250 ms. What cannot be sent soon is not sent: a late report makes a drop that never was.
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

    /** `server` is the address up to where /drops begins: https://drops.example.org, or with a path. */
    public static Builder builder(URI server) {
        return new Builder(server);
    }

    /** Whether the drop was taken. If not, a value is out of bounds or this is closed; onRejected hears which, at once. */
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

    /** How many reports wait to be sent. */
    public int waiting() {
        return outbox.size();
    }

    /** Sends what waits, trying once more, and gives up what is left after closeWithin. The only call that waits. */
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

        /** A random UUID, new at each start of the client: nothing that says who plays. The server keeps only a salted hash. */
        public Builder reporterId(String reporterId) {
            settings.reporterId = reporterId;
            return this;
        }

        /** Reports that may wait; a newer one pushes out the oldest. 1,000 unless set. */
        public Builder queueMax(int reports) {
            settings.queueMax = reports;
            return this;
        }

        /** How old a report may be when it is sent, or sent again. 2 s unless set: later ones make drops that never were. */
        public Builder usefulFor(Duration age) {
            settings.usefulFor = age;
            return this;
        }

        /** How long one try may take, from the connection to the last byte of the answer. 5 s unless set. */
        public Builder answerTimeout(Duration timeout) {
            settings.answerTimeout = timeout;
            return this;
        }

        /** How long close() may take. 2 s unless set. */
        public Builder closeWithin(Duration time) {
            settings.closeWithin = time;
            return this;
        }

        /** Hears of each report that was not taken, from the thread that reports, or that the server rejected, from the reporter's own. */
        public Builder onRejected(BiConsumer<Drop, String> listener) {
            settings.onRejected = listener;
            return this;
        }

        /** Hears of each try that failed, from the reporter's own thread. */
        public Builder onError(Consumer<String> listener) {
            settings.onError = listener;
            return this;
        }

        Builder time(Time time) {
            settings.time = time;
            return this;
        }

        /** Numbers from 0 to 1. */
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
