package okhttp3;

import java.util.Map;

public final class Headers {
    private Headers() {}

    public static Headers of(Map<String, String> headers) {
        return new Headers();
    }
}
