package okhttp3;

import java.time.Duration;

public interface OkHttpClient {
    Builder newBuilder();

    Call newCall(Request request);

    interface Builder {
        Builder followRedirects(boolean follow);

        Builder followSslRedirects(boolean follow);

        Builder callTimeout(Duration timeout);

        OkHttpClient build();
    }
}
