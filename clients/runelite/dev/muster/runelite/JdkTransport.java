package dev.muster.runelite;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Uses the JDK's HTTP client. The Plugin Hub does not accept plugins with it: leave this file out there. */
public final class JdkTransport implements Transport {
    // With HTTP/2, each request to a plain http address would first ask for an upgrade.
    private final HttpClient client = HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .build();

    @Override
    public Answer post(URI address, Map<String, String> headers, String body, Duration timeout)
        throws IOException, InterruptedException {
        // The request's own timeout ends with the headers, so it is only a fallback for Java 11, where cancelling does not always clean up.
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(timeout.plusSeconds(1));
        headers.forEach(request::setHeader);
        request.POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        BoundedText text = new BoundedText();
        CompletableFuture<HttpResponse<String>> coming = client.sendAsync(request.build(), head -> text);
        try {
            HttpResponse<String> answer = coming.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(answer.statusCode(), name -> answer.headers().firstValue(name).orElse(null), answer.body());
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + timeout.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException) throw (IOException) e.getCause();
            throw new IOException(e.getCause());
        } finally {
            // Nobody waits for the answer any more. On Java 11 only stop() closes the connection.
            if (coming.cancel(true)) text.stop();
        }
    }

    /** Reads a body up to a limit. If it is longer, or no longer wanted, the connection is closed. */
    private static final class BoundedText implements HttpResponse.BodySubscriber<String> {
        private final CompletableFuture<String> text = new CompletableFuture<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private volatile Flow.Subscription subscription;

        @Override
        public CompletionStage<String> getBody() {
            return text;
        }

        @Override
        public void onSubscribe(Flow.Subscription newSubscription) {
            subscription = newSubscription;
            newSubscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                byte[] chunk = new byte[Math.min(buffer.remaining(), ANSWER_BYTES_MAX - bytes.size())];
                buffer.get(chunk);
                bytes.write(chunk, 0, chunk.length);
            }
            if (bytes.size() < ANSWER_BYTES_MAX) return;
            stop();
            onComplete();
        }

        @Override
        public void onError(Throwable error) {
            text.completeExceptionally(error);
        }

        @Override
        public void onComplete() {
            text.complete(new String(bytes.toByteArray(), StandardCharsets.UTF_8));
        }

        void stop() {
            if (subscription != null) subscription.cancel();
        }
    }
}
