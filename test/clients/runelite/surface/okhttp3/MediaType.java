package okhttp3;

public final class MediaType {
    private MediaType() {}

    public static MediaType parse(String text) {
        return new MediaType();
    }
}
