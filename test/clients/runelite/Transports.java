package dev.muster.runelite;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The transport that a plugin is opened with: the JDK's, unless the command names another. */
final class Transports {
    private static final Duration IMPATIENT = Duration.ofMillis(300);

    private Transports() {}

    static Transport of(Map<?, ?> command) {
        Transport transport = named(command);
        Double impatientTries = (Double) command.get("impatientTries");
        if (impatientTries == null) return transport;
        AtomicInteger impatientLeft = new AtomicInteger(impatientTries.intValue());
        return (address, headers, body, timeout) ->
            transport.post(address, headers, body, impatientLeft.getAndDecrement() > 0 ? IMPATIENT : timeout);
    }

    private static Transport named(Map<?, ?> command) {
        String name = (String) command.get("transport");
        if (name == null) return new JdkTransport();
        if (name.equals("broken")) {
            return (address, headers, body, timeout) -> {
                throw new NoClassDefFoundError("okhttp3/OkHttpClient");
            };
        }
        try {
            // OkHttp is not installed everywhere, so what needs it is compiled and loaded on its own.
            ClassLoader loader = Programs.loader(command, Driver.class.getClassLoader());
            return (Transport) Class.forName(name, true, loader).getMethod("transport").invoke(null);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
