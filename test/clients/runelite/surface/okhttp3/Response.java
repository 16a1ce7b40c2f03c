package okhttp3;

import java.io.Closeable;
import java.io.IOException;

public interface Response extends Closeable {
    int code();

    String header(String name);

    String header(String name, String otherwise);

    ResponseBody peekBody(long bytesMax) throws IOException;

    @Override
    void close();
}
