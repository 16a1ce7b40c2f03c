package com.example.dropparty;

import dev.muster.runelite.Transport;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Uses the OkHttpClient that RuneLite injects, as the Plugin Hub requires. */
public final class OkHttpTransport implements Transport {
    private static final MediaType JSON = MediaType.parse("application/json");

    private final OkHttpClient client;

    public OkHttpTransport(OkHttpClient client) {
        this.client = client.newBuilder().followRedirects(false).followSslRedirects(false).build();
    }

    @Override
    public Answer post(URI address, Map<String, String> headers, String body, Duration timeout) throws IOException {
        Request request = new Request.Builder()
            .url(address.toString())
            .headers(Headers.of(headers))
            .post(RequestBody.create(JSON, body.getBytes(StandardCharsets.UTF_8)))
            .build();
        OkHttpClient inTime = client.newBuilder().callTimeout(timeout).build();
        try (Response response = inTime.newCall(request).execute()) {
            return new Answer(response.code(), response::header, response.peekBody(ANSWER_BYTES_MAX).string());
        }
    }
}
