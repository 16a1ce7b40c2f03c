package okhttp3;

public final class Request {
    private Request() {}

    public static class Builder {
        public Builder url(String url) {
            return this;
        }

        public Builder headers(Headers headers) {
            return this;
        }

        public Builder post(RequestBody body) {
            return this;
        }

        public Request build() {
            return new Request();
        }
    }
}
