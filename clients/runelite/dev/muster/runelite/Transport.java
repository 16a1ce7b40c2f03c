package dev.muster.runelite;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Carries one request. {@link JdkTransport} does it with the JDK alone; the Plugin Hub wants RuneLite's OkHttpClient instead. */
public interface Transport {
    /** The longest body of an answer that anybody needs: 100 results have 30 KB. The rest may be left unread. */
    int ANSWER_BYTES_MAX = 256 * 1024;

    /**
     * Posts the body, as UTF-8, and waits for the whole answer, but no longer than `timeout` together. Follows no redirect. Always
     * called on the reporter's own thread, which close() may interrupt.
     */
    Answer post(URI address, Map<String, String> headers, String body, Duration timeout) throws IOException, InterruptedException;

    final class Answer {
        final int status;
        final UnaryOperator<String> header;
        final String body;

        /** `header` gives the value of a header by its name in any case, or null. */
        public Answer(int status, UnaryOperator<String> header, String body) {
            this.status = status;
            this.header = header;
            this.body = body;
        }
    }
}
