package dev.muster.runelite;

import com.example.dropparty.OkHttpTransport;
import okhttp3.OkHttpClient;

/** The example's transport with the real OkHttp. */
public final class OkHttp {
    private OkHttp() {}

    public static Transport transport() {
        return new OkHttpTransport(new OkHttpClient());
    }
}
