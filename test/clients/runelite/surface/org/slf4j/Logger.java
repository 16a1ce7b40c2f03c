package org.slf4j;

public interface Logger {
    void debug(String format, Object argument);

    void debug(String format, Object first, Object second);

    void warn(String format, Object argument);
}
