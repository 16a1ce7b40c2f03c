package okhttp3;

import java.io.IOException;

public interface ResponseBody {
    String string() throws IOException;
}
