package dev.muster.runelite;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.regex.Pattern;

/** What a reporter is built from, with the defaults and their reasons. */
final class Settings implements Cloneable {
    private static final Pattern REPORTER_ID = Pattern.compile("[ -~]{1,128}");

    URI address;
    Transport transport;
    String reporterId;

    /** Ten full batches: more than any client sees in the time that reports are useful. */
    int queueMax = 1_000;

    /**
     * The server takes reports for the same drop that come within 3 s of each other. What comes later makes a drop that never was, and a
     * lost report costs little: others saw the drop. In a simulated party of 20 witnesses, each cut off for 5 s in every minute, sending
     * what is up to 5 s old counts 32 % too many, up to 2.5 s 0.6 % too many, up to 2 s 0.2 % too few.
     */
    Duration usefulFor = Duration.ofSeconds(2);

    /** A slow line needs 3 s for a first TLS handshake. */
    Duration answerTimeout = Duration.ofSeconds(5);

    Duration closeWithin = Duration.ofSeconds(2);
    BiConsumer<Drop, String> onRejected = (drop, reason) -> {};
    Consumer<String> onError = error -> {};
    Time time = Time.SYSTEM;
    DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();

    Settings(URI server) {
        address = addressBelow(server);
    }

    /** A copy that no later call to the builder changes. */
    Settings checked() {
        if (transport == null) throw new IllegalStateException("say how to send: transport(new JdkTransport()), or one of your own");
        if (reporterId == null) throw new IllegalStateException("say who reports: reporterId(UUID.randomUUID().toString())");
        if (!REPORTER_ID.matcher(reporterId).matches()) {
            throw new IllegalArgumentException("the reporter id must be 1 to 128 characters of printable ASCII, best a random UUID");
        }
        for (Duration time : List.of(usefulFor, answerTimeout, closeWithin)) {
            if (time.toMillis() < 1) throw new IllegalArgumentException("a time must be 1 ms or more, not " + time);
        }
        if (queueMax < 1) throw new IllegalArgumentException("the queue must hold at least 1 report, not " + queueMax);
        try {
            return (Settings) clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    private static URI addressBelow(URI server) {
        String scheme = String.valueOf(server.getScheme());
        boolean isHttp = scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
        if (!isHttp || server.getHost() == null) throw wrong(server, "it must begin with https:// or http:// and a host");
        if (server.getRawQuery() != null || server.getRawFragment() != null) throw wrong(server, "it must end with the path");
        // It would be in every log that names the address, and no door of the server asks for it.
        if (server.getRawUserInfo() != null) throw wrong(server, "it must have no name or password in it");
        return URI.create(server.toString().replaceAll("/+$", "") + "/drops/batch");
    }

    private static IllegalArgumentException wrong(URI server, String why) {
        return new IllegalArgumentException(server + " is not a server's address: " + why);
    }
}
