package dev.muster.runelite;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Sends one request. {@link JdkTransport} uses the JDK's client; the Plugin Hub requires RuneLite's OkHttpClient. */
public interface Transport {
    /** The longest body that is needed: 100 results have 30 KB. The rest may be left unread. */
    int ANSWER_BYTES_MAX = 256 * 1024;

    /**
     * Posts the body as UTF-8, and waits for the whole answer, at most for `timeout` in all. Does not follow redirects. It is always
     * called on the reporter's thread, which close() may interrupt.
     */
    Answer post(URI address, Map<String, String> headers, String body, Duration timeout) throws IOException, InterruptedException;

    final class Answer {
        final int status;
        final UnaryOperator<String> header;
        final String body;

        /** `header` returns the value of a header, or null. Case does not matter. */
        public Answer(int status, UnaryOperator<String> header, String body) {
            this.status = status;
            this.header = header;
            this.body = body;
        }
    }
}
