package dev.muster.runelite;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.regex.Pattern;

/** The settings of a reporter, with their defaults and the reasons for them. */
final class Settings implements Cloneable {
    private static final Pattern REPORTER_ID = Pattern.compile("[ -~]{1,128}");

    URI address;
    Transport transport;
    String reporterId;

    /** Ten full batches: more than a client can see while reports are useful. */
    int queueMax = 1_000;

    /**
     * The server matches reports of the same drop that arrive within 3 s of each other. A later report would be counted as another drop,
     * while a lost one matters little, because others saw the drop. In a simulated party of 20 witnesses, each offline for 5 s in every
     * minute, sending reports up to 5 s old counts 32 % too many drops, up to 2.5 s 0.6 % too many, and up to 2 s 0.2 % too few.
     */
    Duration usefulFor = Duration.ofSeconds(2);

    /** On a slow connection, the first TLS handshake takes 3 s. */
    Duration answerTimeout = Duration.ofSeconds(5);

    Duration closeWithin = Duration.ofSeconds(2);
    BiConsumer<Drop, String> onRejected = (drop, reason) -> {};
    Consumer<String> onError = error -> {};
    Time time = Time.SYSTEM;
    DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();

    Settings(URI server) {
        address = addressBelow(server);
    }

    /** Validates the settings, and returns a copy that later calls to the builder do not change. */
    Settings checked() {
        if (transport == null) throw new IllegalStateException("the transport is missing: call transport(new JdkTransport()), or pass your own");
        if (reporterId == null) throw new IllegalStateException("the reporter id is missing: call reporterId(UUID.randomUUID().toString())");
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
        // It would appear in every log with the address, and the server does not use it.
        if (server.getRawUserInfo() != null) throw wrong(server, "it must have no name or password in it");
        return URI.create(server.toString().replaceAll("/+$", "") + "/drops/batch");
    }

    private static IllegalArgumentException wrong(URI server, String why) {
        return new IllegalArgumentException(server + " is not a server's address: " + why);
    }
}
